using System.Globalization;
using System.Net;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Refresh;

/// <summary>A process that is interrupted, killed or out of space while it renews a login.</summary>
public sealed class InterruptionTests
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(2);
    private static readonly SandboxFault Slow = new() { Kind = SandboxFaultKind.Latency, Path = "/oauth/token", Delay = TimeSpan.FromSeconds(1), Count = 1 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ctrl_C_during_the_exchange_ends_the_process_when_the_answer_is_stored()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGINT can be sent to one process on Unix only.");
        await using StoredLogin login = await StoredLogin.StartAsync("gitlab", Slow);
        string before = login.Reveal().RefreshToken;
        await using RunningProcess host = await BeginAsync(login, login.Host(threads: 4));

        host.Interrupt();
        ProcessResult ended = await host.WaitAsync(Token);

        Assert.Equal((130, "cancelled"), (ended.ExitCode, ended.Lines[^1]));
        Assert.NotEqual(before, login.Reveal().RefreshToken);
        Assert.Null(login.Stored.RefreshStartedAt);
        Assert.Equal(HttpStatusCode.OK, await login.AskAsync());
        Assert.Single(login.Exchanges);
    }

    [Fact]
    public async Task A_kill_during_the_exchange_is_told_honestly_and_nothing_stored_is_lost()
    {
        await using StoredLogin login = await StoredLogin.StartAsync("gitlab", Slow);
        (string Secret, string RefreshToken) before = login.Reveal();
        await using (RunningProcess host = await BeginAsync(login, login.Host(threads: 4)))
        {
            // Disposed is killed.
        }

        Assert.Equal(before, login.Reveal());
        Assert.Equal(CredentialState.RefreshInFlight, login.Stored.At(login.Time.GetUtcNow()).State);

        // Killed before its request was out, nothing ever comes in.
        for (int wait = 0; wait < 100 && login.Exchanges.Length == 0; wait++)
        {
            await Task.Delay(30, Token);
        }

        await using RunningProcess next = await RunningProcess.StartAsync(login.Host(threads: 1), Token);
        await next.WriteLineAsync(Life.Ticks.ToString(CultureInfo.InvariantCulture), Token);
        next.CloseInput();
        string answer = (await next.WaitAsync(Token)).Lines[1];
        if (login.Exchanges[^1].Refusal is not null)
        {
            Assert.StartsWith("failed AuthenticationFailed", answer, StringComparison.Ordinal);
            Assert.Contains("ended before its answer was stored", answer, StringComparison.Ordinal);
            Assert.Equal(CredentialState.NeedsReauthentication, login.Stored.State);
            Assert.Equal(before, login.Reveal());
        }
        else
        {
            Assert.StartsWith("got ", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_answer_lost_on_the_way_is_told_and_what_is_stored_is_kept()
    {
        await using StoredLogin login = await StoredLogin.StartAsync("gitlab", new SandboxFault { Kind = SandboxFaultKind.ResetAfter, Path = "/oauth/token", Count = 1 });
        (string Secret, string RefreshToken) before = login.Reveal();
        login.Time.Shift = Life;

        DevFlowException lost = await Assert.ThrowsAsync<DevFlowException>(() => login.AskAsync());
        DevFlowException refused = await Assert.ThrowsAsync<DevFlowException>(() => login.AskAsync());

        Assert.Equal(ErrorReason.Unreachable, lost.Reason);
        Assert.Equal(ErrorReason.AuthenticationFailed, refused.Reason);
        Assert.Contains("ended before its answer was stored", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, login.Reveal());
    }

    [Fact]
    public async Task A_full_disk_is_found_before_the_request_is_sent()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The shell's limit on the size of files is one of Unix.");
        await using StoredLogin login = await StoredLogin.StartAsync("gitlab");
        (string Secret, string RefreshToken) before = login.Reveal();
        ProcessOptions host = login.Host(threads: 4);

        // 64 blocks of 512 bytes: files of the store fit, the room for the answer does not. The runtime maps its code by a file, else.
        ProcessOptions limited = host with
        {
            FileName = "sh",
            Arguments = ["-c", "trap '' XFSZ; ulimit -f 64; exec \"$@\"", "sh", host.FileName, .. host.Arguments],
            Environment = new Dictionary<string, string?>(host.Environment, StringComparer.Ordinal) { ["DOTNET_EnableWriteXorExecute"] = "0" },
        };
        await using RunningProcess process = await RunningProcess.StartAsync(limited, Token);
        await process.WriteLineAsync(Life.Ticks.ToString(CultureInfo.InvariantCulture), Token);
        process.CloseInput();
        ProcessResult ended = await process.WaitAsync(Token);
        string answer = ended.Lines[1];

        Assert.Equal("", ended.Error);
        Assert.StartsWith("failed HomeUnusable", answer, StringComparison.Ordinal);
        Assert.Contains("not asked for", answer, StringComparison.Ordinal);
        Assert.Empty(login.Exchanges);
        Assert.Equal(before, login.Reveal());
        login.Time.Shift = Life;
        Assert.Equal(HttpStatusCode.OK, await login.AskAsync());
    }

    // Until the mark is on disk and the request on its way.
    private static async Task<RunningProcess> BeginAsync(StoredLogin login, ProcessOptions options)
    {
        RunningProcess host = await RunningProcess.StartAsync(options, Token);
        await host.WaitForOutputAsync("ready", Token);
        login.Time.Shift = Life;
        await host.WriteLineAsync(Life.Ticks.ToString(CultureInfo.InvariantCulture), Token);
        while (login.Stored.RefreshStartedAt is null)
        {
            await Task.Delay(5, Token);
        }

        // The mark is there a moment before the request.
        await Task.Delay(150, Token);
        return host;
    }
}
