using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.EndToEnd;

public sealed class QuickstartTests : IDisposable
{
    private static readonly string Script = RepositoryRoot.File("docs", "examples", "quickstart.ps1");
    private readonly TempFolder _home = new(awkward: true);

    [Fact]
    public async Task The_quickstart_tells_its_story_and_does_so_again_in_the_same_home()
    {
        ProcessResult first = await RunAsync(Script);
        ProcessResult second = await RunAsync(Script);

        foreach (ProcessResult result in (ProcessResult[])[first, second])
        {
            Assert.True(result.ExitCode == 0, result.Output + result.Error);
            Assert.Contains("quickstart", result.Output, StringComparison.Ordinal);
            Assert.Matches("Event chain, correlation id [0-9a-fA-F-]{16,}", result.Output);
            Assert.Contains("github.issues.opened", result.Output, StringComparison.Ordinal);
            Assert.Contains("quickstart.triaged", result.Output, StringComparison.Ordinal);
            Assert.Matches("core +\\S+ +[0-9]+ % +5000", result.Output);
            Assert.Contains("was opened, delivered, triaged and answered.", result.Output, StringComparison.Ordinal);
            Assert.Matches("Story of EX-[0-9]+ over four platforms, correlation id [0-9a-fA-F-]{16,}", result.Output);
            Assert.Matches("(?s)jira.issue.created.*github.pull_request.opened.*gitlab.pipeline.*slack.event.message", result.Output);
            Assert.Empty(result.Error);
        }
    }

    [Fact]
    public async Task A_hook_with_another_secret_than_the_listeners_fails_the_run()
    {
        string text = await File.ReadAllTextAsync(Script, TestContext.Current.CancellationToken);
        string variant = text.Replace("secret = $secret }", "secret = 'another one' }", StringComparison.Ordinal).Replace("-TimeoutSec 30", "-TimeoutSec 2", StringComparison.Ordinal);
        Assert.NotEqual(text, variant);

        ProcessResult result = await RunAsync(_home.Write("variant.ps1", variant));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("No event 'quickstart.triaged' came within 2 s.", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("was opened, delivered", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_works_against_a_sandbox_of_another_process_and_fails_for_a_repository_it_does_not_have()
    {
        using TempFolder other = new();
        string host = other.Write("sandbox.ps1", """
            $sandbox = Start-DevFlowSandbox
            "$($sandbox.BaseUri)|$([Net.NetworkCredential]::new('', $sandbox.Token).Password)|$($sandbox.Repository)|ready"
            while ([Console]::In.ReadLine()) { "$($sandbox.Requests) requests" }
            """);
        await using RunningProcess sandbox = await RunningProcess.StartAsync(ShellProcess.Options(other, host) with { StandardInput = null }, TestContext.Current.CancellationToken);
        await sandbox.WaitForOutputAsync("|ready", TestContext.Current.CancellationToken);
        string[] place = sandbox.Output.Trim().Split('|');

        ProcessResult works = await RunAsync(Script, "-BaseUri", place[0], "-Token", place[1], "-Repository", place[2]);
        ProcessResult fails = await RunAsync(Script, "-BaseUri", place[0], "-Token", place[1], "-Repository", "no-one/nowhere");
        int before = await CountAsync(sandbox);
        ProcessResult fresh = await RunAsync(_home.Write("fresh.ps1", "Get-DevFlowRateLimit quickstart | ForEach-Object { \"$($_.Bucket) $($_.Limit)\" }"));
        int after = await CountAsync(sandbox);
        sandbox.CloseInput();

        Assert.True(works.ExitCode == 0, works.Output + works.Error);
        Assert.DoesNotContain(place[1], works.Output, StringComparison.Ordinal);
        Assert.Equal("core 5000", fresh.Output.Trim());
        Assert.Equal(before + 1, after);
        Assert.Equal(1, fails.ExitCode);
        Assert.Contains("no-one/nowhere", fails.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await sandbox.WaitAsync(TestContext.Current.CancellationToken)).ExitCode);
    }

    public void Dispose() => _home.Dispose();

    private static async Task<int> CountAsync(RunningProcess sandbox)
    {
        int seen = sandbox.Output.Length;
        await sandbox.WriteLineAsync("count", TestContext.Current.CancellationToken);
        while (!sandbox.Output[seen..].Contains("requests", StringComparison.Ordinal))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return int.Parse(sandbox.Output[seen..].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private Task<ProcessResult> RunAsync(params string[] arguments) =>
        RunningProcess.RunAsync(ShellProcess.Options(_home, arguments), TestContext.Current.CancellationToken);
}
