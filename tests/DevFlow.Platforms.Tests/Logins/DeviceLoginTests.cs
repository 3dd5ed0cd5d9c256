using DevFlow.Core.Logins;

namespace DevFlow.Platforms.Tests.Logins;

/// <summary>The device flow against the sandboxes of the platforms that have it.</summary>
public sealed class DeviceLoginTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("github", 1.0)]
    [InlineData("github", 1.1)]
    [InlineData("github", 0.9)]
    [InlineData("gitlab", 1.0)]
    [InlineData("gitlab", 1.1)]
    [InlineData("gitlab", 0.9)]
    public async Task A_code_is_shown_and_its_approval_is_heard_of_without_ever_asking_too_early(string platform, double speed)
    {
        await using LoginSandbox sandbox = await LoginSandbox.StartAsync(platform);
        DriftingClock clock = new(sandbox.Clock, speed);
        DateTimeOffset began = sandbox.Clock.GetUtcNow();
        using ITimer approval = sandbox.Clock.CreateTimer(_ => _ = sandbox.HappenAsync("approve-device"), null, TimeSpan.FromSeconds(40), Timeout.InfiniteTimeSpan);
        TestGuide guide = new(static _ => Task.CompletedTask);

        using LoginTokens tokens = await new DeviceLogin(sandbox.Exchange, clock).RunAsync(sandbox.Request, guide, Cancelled);

        Assert.Matches("enter the code [A-Z0-9]{4}-?[A-Z0-9]{4}$", guide.Text);
        Assert.Equal(sandbox.Server.BaseUri.Authority, guide.Address!.Authority);
        Assert.Equal(platform == "github" ? "octocat" : "ada", await sandbox.WhoAsync(tokens));
        Assert.True(tokens.Secrets.RefreshToken.Length > 0);
        Assert.True(sandbox.Clock.GetUtcNow() - began < TimeSpan.FromSeconds(50));
        Assert.DoesNotContain(sandbox.Server.Ledger, static request => request.Refusal?.Contains("slow", StringComparison.Ordinal) == true);
        Assert.All(clock.Waits, static wait => Assert.Equal(TimeSpan.FromSeconds(6), wait));
    }

    [Theory]
    [InlineData("github")]
    [InlineData("gitlab")]
    public async Task Told_to_slow_down_it_leaves_five_seconds_more_and_a_larger_margin_from_then_on(string platform)
    {
        await using LoginSandbox sandbox = await LoginSandbox.StartAsync(platform);
        DriftingClock clock = new(sandbox.Clock, speed: 1.5);
        using ITimer approval = sandbox.Clock.CreateTimer(_ => _ = sandbox.HappenAsync("approve-device"), null, TimeSpan.FromSeconds(60), Timeout.InfiniteTimeSpan);

        using LoginTokens tokens = await new DeviceLogin(sandbox.Exchange, clock).RunAsync(sandbox.Request, new TestGuide(static _ => Task.CompletedTask), Cancelled);

        Assert.Equal([6, 6, 14, 24], clock.Waits.Take(4).Select(static wait => wait.TotalSeconds));
        Assert.Equal(clock.Waits.Order(), clock.Waits);
    }

    [Theory]
    [InlineData("github")]
    [InlineData("gitlab")]
    public async Task A_denial_and_a_code_that_nobody_entered_end_it(string platform)
    {
        await using LoginSandbox sandbox = await LoginSandbox.StartAsync(platform);
        DeviceLogin login = new(sandbox.Exchange, new DriftingClock(sandbox.Clock, speed: 1));

        DevFlowException denied = await Assert.ThrowsAsync<DevFlowException>(() => login.RunAsync(sandbox.Request, new TestGuide(_ => sandbox.HappenAsync("deny-device")), Cancelled));
        DevFlowException late = await Assert.ThrowsAsync<DevFlowException>(() => login.RunAsync(sandbox.Request, new TestGuide(static _ => Task.CompletedTask), Cancelled));

        Assert.Equal(ErrorReason.PermissionDenied, denied.Reason);
        Assert.Equal(ErrorReason.TimedOut, late.Reason);
        Assert.All((DevFlowException[])[denied, late], static error => Assert.NotNull(error.RecommendedAction));
    }

    [Fact]
    public async Task A_client_nobody_knows_is_named_and_a_server_that_is_gone_too()
    {
        await using LoginSandbox sandbox = await LoginSandbox.StartAsync("gitlab");
        DeviceLogin login = new(sandbox.Exchange, new DriftingClock(sandbox.Clock, speed: 1));
        TestGuide guide = new(static _ => Task.CompletedTask);

        DevFlowException unknown = await Assert.ThrowsAsync<DevFlowException>(() => login.RunAsync(sandbox.Request with { ClientId = "nobody" }, guide, Cancelled));
        await sandbox.Server.DisposeAsync();
        DevFlowException gone = await Assert.ThrowsAsync<DevFlowException>(() => login.RunAsync(sandbox.Request, guide, Cancelled));

        Assert.Equal(ErrorReason.InvalidArgument, unknown.Reason);
        Assert.Contains("'nobody'", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorReason.Unreachable, gone.Reason);
    }

    [Fact]
    public async Task An_interruption_ends_the_wait_at_once()
    {
        await using LoginSandbox sandbox = await LoginSandbox.StartAsync("github");
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new DeviceLogin(sandbox.Exchange, sandbox.Clock).RunAsync(sandbox.Request, new TestGuide(_ => stop.CancelAsync()), stop.Token));
    }
}
