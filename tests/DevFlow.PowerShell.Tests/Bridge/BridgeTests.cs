using System.Diagnostics;
using System.Management.Automation;
using Script = System.Management.Automation.PowerShell;

namespace DevFlow.PowerShell.Tests.Bridge;

[Collection(SessionFixture.Collection)]
public sealed class BridgeTests(SessionFixture fixture) : IDisposable
{
    private const string Connect = "$null = Connect-DevFlowPlatform github $address -Token ([Net.NetworkCredential]::new('', 'any-token-will-do').SecurePassword) -Name $name";

    private readonly Session _session = fixture.Open();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_object_arrives_while_the_next_page_is_still_held_back()
    {
        TaskCompletionSource second = new();
        using PageServer server = ConnectTo(2, (page, cancel) => page == 1 ? Task.CompletedTask : second.Task.WaitAsync(cancel));
        using Script shell = _session.Begin("Invoke-DevFlowRequest /list -Connection $name");
        using PSDataCollection<PSObject> output = [];
        TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        output.DataAdded += (_, _) => first.TrySetResult();

        Task<PSDataCollection<PSObject>> run = shell.InvokeAsync<PSObject, PSObject>(null, output);
        await first.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        Assert.False(run.IsCompleted);
        second.SetResult();
        await run.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.Equal([1L, 2L], output.Select(static o => Convert.ToInt64(o.Properties["page"].Value, null)));
    }

    [Fact]
    public void A_loop_that_breaks_off_ends_the_request_under_way()
    {
        using PageServer server = ConnectTo(2, static (page, cancel) => page == 1 ? Task.CompletedTask : Task.Delay(Timeout.Infinite, cancel));

        Assert.Equal(["1"], _session.RunText("foreach ($once in 1) { Invoke-DevFlowRequest /list -Connection $name | ForEach-Object { $_.page; break } }"));
    }

    [Theory]
    [InlineData("Wait-DevFlowEvent never.comes -TimeoutSec -1")]
    [InlineData("Invoke-DevFlowRequest /silent -Connection $name")]
    public async Task Stop_ends_a_waiting_cmdlet_within_a_tenth_of_a_second(string script)
    {
        using PageServer server = ConnectTo(1, static (_, _) => Task.CompletedTask);
        TimeSpan best = TimeSpan.MaxValue;

        // The machine may be busy for a moment; a bridge that waits for the work is slow every time.
        for (int attempt = 0; attempt < 5 && best > TimeSpan.FromMilliseconds(100); attempt++)
        {
            using Script shell = _session.Begin($"Wait-DevFlowEvent warm.up -TimeoutSec 0 -ErrorAction Ignore; 'begun'; {script}; 'not reached'");
            using PSDataCollection<PSObject> output = [];
            IAsyncResult run = shell.BeginInvoke<PSObject, PSObject>(null, output);
            if (script.Contains("silent", StringComparison.Ordinal))
            {
                await server.SilentAsked.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
            }

            // A repeated attempt finds the server asked already: the script itself must have begun too.
            Assert.True(SpinWait.SpinUntil(() => output.Count > 0, TimeSpan.FromSeconds(20)));
            long start = Stopwatch.GetTimestamp();
            shell.Stop();
            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            best = taken < best ? taken : best;
            Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
            Assert.Single(output);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{best.TotalMilliseconds:F1} ms");
        Assert.InRange(best, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void Progress_shows_after_two_seconds_even_while_objects_stream_and_is_completed()
    {
        using PageServer server = ConnectTo(14, static (page, cancel) => page == 1 ? Task.CompletedTask : Task.Delay(200, cancel));
        using Script shell = _session.Begin("Invoke-DevFlowRequest /list -Connection $name");
        List<TimeSpan> times = [];
        long start = Stopwatch.GetTimestamp();
        shell.Streams.Progress.DataAdded += (_, _) => times.Add(Stopwatch.GetElapsedTime(start));

        Assert.Equal(14, shell.Invoke().Count);

        ProgressRecord[] records = [.. shell.Streams.Progress];
        Assert.True(records.Length >= 2, "No progress.");
        Assert.All(records, static r => Assert.Equal("Invoke-DevFlowRequest", r.Activity));
        Assert.True(times[0] >= TimeSpan.FromSeconds(2), $"Too early: {times[0]}");
        Assert.Equal(ProgressRecordType.Completed, records[^1].RecordType);
        Assert.All(records[..^1], static r => Assert.Equal(ProgressRecordType.Processing, r.RecordType));
    }

    [Fact]
    public void Verbose_shows_one_line_a_request_and_silence_is_silent()
    {
        using PageServer server = ConnectTo(3, static (_, _) => Task.CompletedTask);
        using Script quiet = _session.Begin("Invoke-DevFlowRequest /list -Connection $name");
        using Script verbose = _session.Begin("Invoke-DevFlowRequest /list -Connection $name -Verbose");

        Assert.Equal(3, quiet.Invoke().Count);
        Assert.Equal(3, verbose.Invoke().Count);

        PSDataStreams silent = quiet.Streams;
        Assert.Equal(0, silent.Verbose.Count + silent.Debug.Count + silent.Warning.Count + silent.Information.Count + silent.Error.Count + silent.Progress.Count);
        string[] lines = [.. verbose.Streams.Verbose.Select(static v => v.Message)];
        Assert.Equal(3, lines.Length);
        Assert.All(lines, static line => Assert.Matches(@"^GET http://127\.0\.0\.1:\d+/\S*list\S* -> 200 in \d+ ms$", line));
    }

    public void Dispose() => _session.Dispose();

    private PageServer ConnectTo(int pages, Func<int, CancellationToken, Task> beforePage)
    {
        PageServer server = new(pages, beforePage);
        _session.Set("address", server.Address);
        _session.Set("name", "pages-" + Guid.NewGuid().ToString("N"));
        _session.Run(Connect);
        return server;
    }
}
