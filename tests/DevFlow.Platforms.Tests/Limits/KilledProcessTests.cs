using DevFlow.Core;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Limits;
using DevFlow.GitLab;
using DevFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Platforms.Tests.Limits;

/// <summary>Processes that are killed in the middle of everything.</summary>
[Collection(nameof(EnforcingServer))]
public sealed class KilledProcessTests
{
    // The long form: dotnet LimitHost.dll '{"mode":"kills","home":"<folder>","kills":1000}'.
    private const int Kills = 20;

    [Fact]
    public async Task Processes_killed_while_they_write_the_shared_memory_leave_it_whole()
    {
        using TempFolder home = PrivateHome();
        ProcessResult result = await RunningProcess.RunAsync(
            LimitHost.Options(new { mode = "kills", home = home.Path, token = "x", kills = Kills }, TimeSpan.FromMinutes(5)), TestContext.Current.CancellationToken);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains($"kills {Kills} whole", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_process_had_under_way_is_back_within_30_seconds()
    {
        using TempFolder home = PrivateHome();
        using CurrentSecret secret = new(CredentialKind.Token, "", SecretBuffer.FromChars("x"));
        ConnectionScope scope = new("main", "gitlab", new GitLabPlugin(), new Uri("http://127.0.0.1/"), new GivenSecret(secret));
        using Limiters limiters = new(new LimiterFolder(HomeFolder.Open(home.Path), TimeProvider.System, NullLogger.Instance).Open, TimeProvider.System);
        Limiter limiter = limiters.For(scope);
        RateLimitPolicy slots = new() { Name = "slots", Kind = RateLimitKind.Concurrency, Limit = 400 };
        ValueTask<RateLimitLease> waiting;
        await using (RunningProcess holder = await RunningProcess.StartAsync(
            LimitHost.Options(new { mode = "hold", home = home.Path, token = "x" }, TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken))
        {
            await holder.WaitForOutputAsync("holding", TestContext.Current.CancellationToken);
            waiting = limiter.AcquireAsync([new RateLimitCharge(slots)], RateLimitDemand.Patient, TestContext.Current.CancellationToken);
            Assert.False(waiting.IsCompleted);
        }

        long killed = TimeProvider.System.GetTimestamp();
        RateLimitLease lease = await waiting;
        Assert.True(lease.IsAcquired);
        Assert.InRange(TimeProvider.System.GetElapsedTime(killed), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        lease.Settle(CallOutcome.NotSent);
    }

    private static TempFolder PrivateHome()
    {
        TempFolder home = new();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(home.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return home;
    }
}
