using DevFlow.Platforms.Tests.Sandbox.GitHub;

namespace DevFlow.Platforms.Tests.Sandbox.Hosting;

public sealed class LedgerTests
{
    [Fact]
    public async Task Every_request_is_one_entry_with_what_became_of_it()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(hourlyLimit: 2);
        using HttpClient stranger = sandbox.CreateClient("wrong");
        sandbox.Server.Faults = [new() { Kind = SandboxFaultKind.ClockSkew, Path = "*/nowhere" }];

        (await stranger.GetAsync("user", TestContext.Current.CancellationToken)).Dispose();
        (await sandbox.GetAsync("user?page=2")).Dispose();
        (await sandbox.GetAsync("nowhere")).Dispose();
        (await sandbox.GetAsync("user")).Dispose();

        Assert.Equal(
            ["401 /user bad-token", "200 /user ", "404  ", "403 /user primary"],
            sandbox.Server.Ledger.Select(request => $"{request.Status} {(request.Status is 404 ? request.Route : "/user")} {request.Refusal}"));
        SandboxRequest[] entries = [.. sandbox.Server.Ledger];
        Assert.Equal([1L, 2L, 3L, 4L], entries.Select(entry => entry.Number));
        Assert.Equal("/api/v3/user", entries[1].Path);
        Assert.Equal("octocat", entries[1].Account);
        Assert.Equal("core", entries[3].Bucket);
        Assert.Equal("ClockSkew", entries[2].Fault);
        Assert.Equal(4, sandbox.Server.Requests);
        Assert.Equal(2, sandbox.Server.Refusals);
    }

    [Fact]
    public async Task It_keeps_the_newest_and_counts_all()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(hourlyLimit: 1);

        await Parallel.ForAsync(0, 10_050, TestContext.Current.CancellationToken, async (_, _) => (await sandbox.GetAsync("user")).Dispose());

        Assert.Equal(10_050, sandbox.Server.Requests);
        Assert.Equal(10_000, sandbox.Server.Ledger.Count);
    }
}
