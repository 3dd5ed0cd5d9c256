using DevFlow.Sandbox.Webhooks;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox.Webhooks;

public sealed class HookHealthTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void GitLab_switches_off_after_four_failures_for_a_time_that_doubles_to_a_day()
    {
        HookHealth health = Create(DeliveryPolicies.GitLab.Disable);
        Fail(health, 3);
        Assert.True(health.IsOn);

        double[] minutes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440];
        foreach (double expected in minutes)
        {
            Fail(health, 1);
            Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromMinutes(expected), health.DisabledUntil);
            _clock.Advance(TimeSpan.FromMinutes(expected));
            Assert.True(health.IsOn);
        }
    }

    [Fact]
    public void GitLab_switches_off_for_good_at_forty_and_on_again_with_a_success()
    {
        HookHealth health = Create(DeliveryPolicies.GitLab.Disable);
        Fail(health, 40);
        Assert.Equal(DateTimeOffset.MaxValue, health.DisabledUntil);

        health.Record(succeeded: true);

        Assert.True(health.IsOn);
        Assert.Equal(0, health.FailuresInARow);
    }

    [Fact]
    public void Slack_switches_off_when_more_than_95_percent_of_a_thousand_fail_within_an_hour()
    {
        HookHealth health = Create(DeliveryPolicies.Slack.Disable);
        Fail(health, 999);
        Assert.True(health.IsOn);
        Fail(health, 1);
        Assert.False(health.IsOn);
        health.Reset();
        Assert.True(health.IsOn);

        for (int i = 0; i < 50; i++)
        {
            health.Record(succeeded: true);
        }

        Fail(health, 950);
        Assert.True(health.IsOn);
        Fail(health, 1);
        Assert.False(health.IsOn);
    }

    [Fact]
    public void What_failed_more_than_an_hour_ago_no_longer_counts()
    {
        HookHealth health = Create(DeliveryPolicies.Slack.Disable);
        Fail(health, 900);
        _clock.Advance(TimeSpan.FromMinutes(61));
        Fail(health, 900);

        Assert.True(health.IsOn);
    }

    [Fact]
    public void Without_a_rule_nothing_is_switched_off()
    {
        HookHealth health = Create(null);
        Fail(health, 5000);

        Assert.True(health.IsOn);
        Assert.Equal(5000, health.FailuresInARow);
    }

    [Fact]
    public async Task A_hook_that_is_off_loses_its_messages_and_a_test_switches_it_on()
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.GitLab);
        fixture.Receiver.Status = 500;
        for (int i = 0; i < 4; i++)
        {
            fixture.Hook.Enqueue(HookFixture.Message($"m{i}"));
        }

        await fixture.LoggedAsync(4);
        fixture.Hook.Enqueue(HookFixture.Message("lost"));
        await fixture.Hook.AskAsync(HookFixture.Message("failed test"), TestContext.Current.CancellationToken);
        Assert.False(fixture.Hook.Health.IsOn);
        fixture.Receiver.Status = 200;
        await fixture.Hook.AskAsync(HookFixture.Message("test"), TestContext.Current.CancellationToken);
        fixture.Hook.Enqueue(HookFixture.Message("told"));

        Assert.Equal(["m0", "m1", "m2", "m3", "failed test", "test", "told"], await NextIdsAsync(fixture, 7));
    }

    private static async Task<List<string>> NextIdsAsync(HookFixture fixture, int count)
    {
        List<string> ids = [];
        while (ids.Count < count)
        {
            ids.Add(await fixture.NextIdAsync());
        }

        return ids;
    }

    private static void Fail(HookHealth health, int times)
    {
        for (int i = 0; i < times; i++)
        {
            health.Record(succeeded: false);
        }
    }

    private HookHealth Create(DisableRule? rule) => new(rule, new(_clock, 1));
}
