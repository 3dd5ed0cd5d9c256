using System.Net;
using DevFlow.Sandbox;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Limits;

/// <summary>A sandbox in real time whose windows are short, and processes that call it.</summary>
internal sealed class EnforcingServer(SandboxServer server, string platform, double clock) : IAsyncDisposable
{
    private readonly TempFolder _home = new();

    public SandboxServer Server => server;

    public string Token { get; } = new NetworkCredential("", server.Token).Password;

    public Uri Address { get; } = platform == "github" ? new(server.BaseUri, "api/v3/") : server.BaseUri;

    /// <summary>The requests refused because of a limit; nothing else is forbidden to these callers.</summary>
    public IReadOnlyList<SandboxRequest> Refused => [.. server.Ledger.Where(static request => request.Status is 403 or 429)];

    public static async Task<EnforcingServer> StartAsync(string platform, double clock, Dictionary<string, int> limits, params SandboxFault[] faults)
    {
        SandboxOptions options = new() { Platform = platform, Clock = clock, Limits = limits, Faults = faults };
        return new(await new SandboxHost().StartAsync(options, TimeProvider.System, TestContext.Current.CancellationToken), platform, clock);
    }

    /// <summary>Starts a process with callers that ask as fast as they are let, once it is told to begin.</summary>
    public async Task<RunningProcess> StartCallersAsync(CallerOptions options)
    {
        object all = new
        {
            mode = "call",
            home = Home(),
            platform = options.Dialect ?? platform,
            address = Address,
            token = Token,
            account = platform == "jira" ? server.UserName : "",
            clock,
            options.Callers,
            options.Seconds,
            options.Method,
            options.Body,
            options.Paths,
            options.Skew,
            options.Rate,
            options.Learns,
            options.Capacity,
            options.Refill,
            waitsForLine = true,
        };
        RunningProcess process = await RunningProcess.StartAsync(LimitHost.Options(all, TimeSpan.FromSeconds(options.Seconds + 90)), TestContext.Current.CancellationToken);
        await process.WaitForOutputAsync("shared", TestContext.Current.CancellationToken);
        return process;
    }

    /// <summary>Runs processes with callers, all at once, to their end.</summary>
    public async Task<(int Answered, int Refused, int Failed)[]> RunAllAsync(CallerOptions[] processes)
    {
        RunningProcess[] running = await Task.WhenAll(processes.Select(StartCallersAsync));
        try
        {
            await Task.WhenAll(running.Select(static process => process.WriteLineAsync("begin", TestContext.Current.CancellationToken)));
            return [.. (await Task.WhenAll(running.Select(static process => process.WaitAsync(TestContext.Current.CancellationToken)))).Select(LimitHost.Read)];
        }
        finally
        {
            foreach (RunningProcess process in running)
            {
                await process.DisposeAsync();
            }
        }
    }

    /// <summary>Runs one such process.</summary>
    public async Task<(int Answered, int Refused, int Failed)> RunAsync(CallerOptions options) => (await RunAllAsync([options]))[0];

    /// <summary>The share of the budget that was used in whole windows of the epoch, but for the first and the last touched.</summary>
    public double UsedOf(int limit, TimeSpan window)
    {
        int[] windows = [.. server.Ledger
            .Where(static request => request.Refusal is null)
            .GroupBy(request => request.Time.UtcTicks / window.Ticks)
            .OrderBy(static group => group.Key)
            .Select(static group => group.Count())];
        Assert.True(windows.Length > 3, "Too few windows were touched.");
        return windows[1..^1].Average() / limit;
    }

    /// <summary>The same in windows that each begin with the first call after the one before, as GitHub's do.</summary>
    public double UsedOfBegun(int limit, TimeSpan window)
    {
        List<int> windows = [];
        DateTimeOffset end = default;
        foreach (DateTimeOffset time in server.Ledger.Where(static request => request.Refusal is null).Select(static request => request.Time))
        {
            if (time >= end)
            {
                end = time + window;
                windows.Add(0);
            }

            windows[^1]++;
        }

        Assert.True(windows.Count > 3, "Too few windows were touched.");
        return windows[1..^1].Average() / limit;
    }

    /// <summary>What each path had of the calls, in the windows of the epoch between the last one's first call and the first one's last.</summary>
    public double[] SharesOf(string[] paths, TimeSpan window)
    {
        ILookup<string, long> windows = server.Ledger.ToLookup(static request => request.Path, request => request.Time.UtcTicks / window.Ticks);
        long first = paths.Max(path => windows[$"/{path}"].Skip(1).Min());
        long last = paths.Min(path => windows[$"/{path}"].Max());
        int[] calls = [.. paths.Select(path => windows[$"/{path}"].Count(at => at > first && at < last))];
        Assert.True(last - first > 5, "They had too few windows together.");
        return [.. calls.Select(own => (double)own / calls.Sum())];
    }

    /// <summary>The share of a rolling limit that was used: as many calls as it grants took how much longer than its window.</summary>
    public double UsedOfRolling(int limit, TimeSpan window)
    {
        long[] times = [.. server.Ledger.Where(static request => request.Refusal is null).Select(static request => request.Time.UtcTicks)];
        Assert.True(times.Length > 2 * limit, $"Only {times.Length} calls were granted.");
        return window.Ticks / Enumerable.Range(0, times.Length - limit).Average(i => (double)(times[i + limit] - times[i]));
    }

    /// <summary>Seconds that the server worked in a window, on the average of those after the first and before the last.</summary>
    public double WorkOf(TimeSpan window)
    {
        double[] windows = [.. server.Ledger
            .GroupBy(request => (request.Time - server.Ledger[0].Time).Ticks / window.Ticks)
            .OrderBy(static group => group.Key)
            .Select(static group => group.Sum(static request => request.Duration.TotalSeconds))];
        Assert.True(windows.Length > 3, "Too few windows were touched.");
        return windows[1..^1].Average();
    }

    /// <summary>A path with what exists from the start.</summary>
    public string Fill(string path) => path
        .Replace("{project}", Uri.EscapeDataString(server.Project ?? ""), StringComparison.Ordinal)
        .Replace("{repository}", server.Repository, StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        _home.Dispose();
    }

    private string Home()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_home.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return _home.Path;
    }
}
