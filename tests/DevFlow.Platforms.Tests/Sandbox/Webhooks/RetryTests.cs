using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Platforms.Tests.Sandbox.Webhooks;

public sealed class RetryTests
{
    [Fact]
    public async Task Slack_tries_at_once_then_after_one_minute_then_after_five_and_then_never()
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.Slack);
        fixture.Receiver.Status = 500;
        fixture.Hook.Enqueue(HookFixture.Message("m"));

        Assert.Equal("0 None", await NextRetryAsync(fixture));
        Assert.Equal("1 Status", await NextRetryAsync(fixture));
        await AssertRetriedAfterAsync(fixture, 2, TimeSpan.FromMinutes(1), "2 Status");
        await AssertRetriedAfterAsync(fixture, 3, TimeSpan.FromMinutes(5), "3 Status");
        await fixture.LoggedAsync(4);
        fixture.Clock.Advance(TimeSpan.FromHours(1));
        await fixture.Hook.AskAsync(HookFixture.Message("n"), TestContext.Current.CancellationToken);
        Assert.Equal("n", await fixture.NextIdAsync());
    }

    [Fact]
    public async Task The_clock_of_the_sandbox_shortens_the_wait_for_a_retry()
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.Jira, rate: 300);
        fixture.Receiver.Status = 503;
        fixture.Hook.Enqueue(HookFixture.Message("m"));
        await NextRetryAsync(fixture);

        await AssertRetriedAfterAsync(fixture, 1, TimeSpan.FromSeconds(1), "1 Status");
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(404, false)]
    [InlineData(408, true)]
    [InlineData(409, true)]
    [InlineData(425, true)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    [InlineData(null, true)]
    public void Jira_retries_only_what_may_pass(int? status, bool retried) =>
        Assert.Equal(retried, DeliveryPolicies.Jira.CanRetry(Failed(status)));

    [Theory]
    [InlineData(0, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void Jira_retries_five_times(int retry, bool retried) =>
        Assert.Equal(retried, DeliveryPolicies.Jira.CanRetry(Failed(500, retry)));

    [Fact]
    public async Task Jira_tries_each_message_once_after_half_an_hour_of_failures_until_one_succeeds()
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.Jira);
        fixture.Receiver.Status = 503;
        await fixture.Hook.AskAsync(HookFixture.Message("fails"), TestContext.Current.CancellationToken);
        await fixture.Receiver.NextAsync();
        fixture.Clock.Advance(TimeSpan.FromMinutes(31));
        fixture.Hook.Enqueue(HookFixture.Message("once"));
        Assert.Equal("once", await fixture.NextIdAsync());
        await fixture.LoggedAsync(2);
        fixture.Clock.Advance(TimeSpan.FromHours(1));

        fixture.Receiver.Status = 200;
        await fixture.Hook.AskAsync(HookFixture.Message("succeeds"), TestContext.Current.CancellationToken);
        Assert.Equal("succeeds", await fixture.NextIdAsync());
        fixture.Receiver.Status = 503;
        fixture.Hook.Enqueue(HookFixture.Message("twice"));
        Assert.Equal("twice", await fixture.NextIdAsync());
        await AssertRetriedAfterAsync(fixture, 4, TimeSpan.FromMinutes(5), "1 Status");
    }

    [Theory]
    [InlineData("github")]
    [InlineData("gitlab")]
    public async Task Neither_GitHub_nor_GitLab_ever_tries_again(string platform)
    {
        await using HookFixture fixture = await HookFixture.StartAsync(platform == "github" ? DeliveryPolicies.GitHub : DeliveryPolicies.GitLab);
        fixture.Receiver.Status = 503;
        fixture.Hook.Enqueue(HookFixture.Message("m"));
        await fixture.LoggedAsync(1);
        await fixture.Receiver.NextAsync();
        fixture.Clock.Advance(TimeSpan.FromDays(1));
        await fixture.Hook.AskAsync(HookFixture.Message("next"), TestContext.Current.CancellationToken);

        Assert.Equal("next", await fixture.NextIdAsync());
    }

    [Fact]
    public void Slack_takes_no_for_an_answer()
    {
        LoggedDelivery failed = Failed(500);

        Assert.True(DeliveryPolicies.Slack.CanRetry(failed));
        Assert.False(DeliveryPolicies.Slack.CanRetry(failed with { ResponseHeaders = [new("x-slack-no-retry", "1")] }));
    }

    [Fact]
    public async Task Retries_end_with_the_hook()
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.Jira);
        fixture.Receiver.Status = 503;
        fixture.Hook.Enqueue(HookFixture.Message("m"));
        await fixture.LoggedAsync(1);
        await fixture.Receiver.NextAsync();

        await fixture.Hook.DisposeAsync();
        fixture.Clock.Advance(TimeSpan.FromHours(2));

        Assert.True(fixture.Receiver.IsEmpty);
    }

    private static LoggedDelivery Failed(int? status, int retry = 0) => new(
        1,
        new(HookFixture.Message("m"), DateTimeOffset.UnixEpoch, retry),
        new("http://127.0.0.1/"),
        TimeSpan.Zero,
        status is null ? DeliveryFailure.TimedOut : DeliveryFailure.Status)
    { StatusCode = status, RequestHeaders = [] };

    private static async Task<string> NextRetryAsync(HookFixture fixture) => (await fixture.Receiver.NextAsync()).Headers["X-Retry"];

    /// <summary>Checks that the next try comes at this moment and not before.</summary>
    private static async Task AssertRetriedAfterAsync(HookFixture fixture, int logged, TimeSpan delay, string expected)
    {
        await fixture.LoggedAsync(logged);
        fixture.Clock.Advance(delay - TimeSpan.FromMilliseconds(1));
        Assert.True(fixture.Receiver.IsEmpty);
        fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(expected, await NextRetryAsync(fixture));
    }
}
