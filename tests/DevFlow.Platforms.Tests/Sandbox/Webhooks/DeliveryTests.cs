using System.Text;
using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Platforms.Tests.Sandbox.Webhooks;

public sealed class DeliveryTests
{
    [Fact]
    public async Task Messages_arrive_in_order_and_the_log_shows_everything()
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.GitHub);
        for (int i = 0; i < 20; i++)
        {
            fixture.Hook.Enqueue(HookFixture.Message($"m{i}") with { Action = "opened" });
        }

        List<LoggedDelivery> log = await fixture.LoggedAsync(20);

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"m{i}"), log.Select(delivery => delivery.Message.Id).Reverse());
        LoggedDelivery first = log[^1];
        Assert.Equal(first, fixture.Hook.Log.Find(first.Id));
        Assert.Equal(log[0], fixture.Hook.Log.Last);
        Assert.Equal(20, log.Select(delivery => delivery.Id).Distinct().Count());
        Assert.Equal("push", first.Message.Event);
        Assert.Equal("opened", first.Message.Action);
        Assert.Equal("""{"id":"m0"}""", Encoding.UTF8.GetString(first.Message.Body.Span));
        Assert.Equal(fixture.Clock.Start, first.Attempt.SentAt);
        Assert.Equal(200, first.StatusCode);
        Assert.True(first.Succeeded);
        Assert.Contains(new("X-Id", "m0"), first.RequestHeaders);
        Assert.Contains(new("Content-Type", "application/json"), first.RequestHeaders);
        Assert.Contains(first.ResponseHeaders, header => header.Key == "Date");
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://example.com/")]
    [InlineData("//example.com/")]
    public async Task A_redirect_away_from_this_machine_is_a_failed_delivery_and_the_next_one_is_made(string location)
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.Slack with { Retries = [] });
        fixture.Receiver.Status = 302;
        fixture.Receiver.Location = location;

        fixture.Hook.Enqueue(HookFixture.Message("first"));
        fixture.Hook.Enqueue(HookFixture.Message("second"));

        Assert.All(await fixture.LoggedAsync(2), delivery => Assert.Equal(DeliveryFailure.Unreachable, delivery.Failure));
    }

    [Fact]
    public async Task No_delivery_overtakes_the_answer_of_the_request_that_caused_it()
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.GitHub);
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Hook.Enqueue(HookFixture.Message("waits", answered.Task));
        await fixture.Hook.AskAsync(HookFixture.Message("asked"), TestContext.Current.CancellationToken);

        Assert.Equal("asked", await fixture.NextIdAsync());
        Assert.True(fixture.Receiver.IsEmpty);
        answered.SetResult();
        Assert.Equal("waits", await fixture.NextIdAsync());
    }

    [Fact]
    public async Task A_receiver_that_hangs_is_given_up_after_the_time_of_the_platform()
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.GitHub, rate: 3600);
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Receiver.Gate = gate.Task;
        fixture.Hook.Enqueue(HookFixture.Message("hangs"));
        await fixture.Receiver.NextAsync();

        fixture.Clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Empty(fixture.Hook.Log.List());
        fixture.Clock.Advance(TimeSpan.FromSeconds(0.1));
        LoggedDelivery delivery = Assert.Single(await fixture.LoggedAsync(1));
        gate.SetResult();

        Assert.Equal(DeliveryFailure.TimedOut, delivery.Failure);
        Assert.Null(delivery.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), delivery.Duration);
        Assert.NotEmpty(delivery.RequestHeaders);
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_is_logged_and_the_next_message_is_tried()
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.GitHub);
        Receiver gone = await Receiver.StartAsync();
        Uri address = gone.Address;
        await gone.DisposeAsync();
        fixture.Hook.Target = HookFixture.CreateTarget(address);
        fixture.Hook.Enqueue(HookFixture.Message("lost"));
        Assert.Equal(DeliveryFailure.Unreachable, Assert.Single(await fixture.LoggedAsync(1)).Failure);

        fixture.Hook.Target = HookFixture.CreateTarget(fixture.Receiver.Address);
        fixture.Hook.Enqueue(HookFixture.Message("found"));

        Assert.Equal("found", await fixture.NextIdAsync());
    }

    [Fact]
    public async Task A_redelivery_carries_the_same_id_and_bytes_and_is_logged_for_itself()
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.Slack);
        fixture.Hook.Enqueue(HookFixture.Message("again"));
        LoggedDelivery first = Assert.Single(await fixture.LoggedAsync(1));

        fixture.Receiver.Status = 500;
        fixture.Hook.Redeliver(first);
        LoggedDelivery second = (await fixture.LoggedAsync(2))[0];
        LoggedDelivery third = await fixture.Hook.RedeliverNowAsync(first, TestContext.Current.CancellationToken);

        Assert.All([second, third], delivery =>
        {
            Assert.Equal("again", delivery.Message.Id);
            Assert.True(delivery.Attempt.IsRedelivery);
            Assert.Equal(500, delivery.StatusCode);
            Assert.NotEqual(first.Id, delivery.Id);
        });
        Assert.Equal(3, fixture.Hook.Log.List().Count);
    }

    [Fact]
    public async Task A_body_above_the_limit_is_never_sent()
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.GitHub with { MaxBody = 10 });
        fixture.Hook.Enqueue(HookFixture.Message("too long"));
        fixture.Hook.Enqueue(new("short", "push", new byte[10]));

        Assert.Equal("short", await fixture.NextIdAsync());
    }

    [Fact]
    public async Task A_full_queue_loses_what_comes_next_and_keeps_the_order()
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.GitHub with { MaxWaiting = 2 });
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Receiver.Gate = gate.Task;
        fixture.Hook.Enqueue(HookFixture.Message("first"));
        Assert.Equal("first", await fixture.NextIdAsync());
        fixture.Hook.Enqueue(HookFixture.Message("second"));
        fixture.Hook.Enqueue(HookFixture.Message("third"));
        fixture.Hook.Enqueue(HookFixture.Message("lost"));
        gate.SetResult();

        Assert.Equal("second", await fixture.NextIdAsync());
        Assert.Equal("third", await fixture.NextIdAsync());
        await fixture.LoggedAsync(3);
        Assert.True(fixture.Receiver.IsEmpty);
    }

    [Fact]
    public async Task A_duplicated_message_arrives_twice_with_one_id()
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.GitHub);
        fixture.Plan(SandboxFaultKind.DuplicateDelivery);
        fixture.Hook.Enqueue(HookFixture.Message("twice"));
        fixture.Hook.Enqueue(HookFixture.Message("once"));

        Assert.Equal(["twice", "twice", "once"], [await fixture.NextIdAsync(), await fixture.NextIdAsync(), await fixture.NextIdAsync()]);
    }

    [Fact]
    public async Task A_reordered_message_arrives_after_the_one_that_follows_or_alone_when_none_does()
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.GitHub);
        fixture.Plan(SandboxFaultKind.ReorderDelivery);
        fixture.Hook.Enqueue(HookFixture.Message("late"));
        fixture.Hook.Enqueue(HookFixture.Message("early"));
        Assert.Equal(["early", "late"], [await fixture.NextIdAsync(), await fixture.NextIdAsync()]);

        fixture.Plan(SandboxFaultKind.ReorderDelivery);
        fixture.Hook.Enqueue(HookFixture.Message("alone"));
        Assert.True(fixture.Receiver.IsEmpty);
        fixture.Clock.Advance(Webhook.LongestHold);
        Assert.Equal("alone", await fixture.NextIdAsync());
    }

    [Fact]
    public async Task Nothing_is_sent_during_an_outage_and_everything_after_it()
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.GitHub with { Timeout = TimeSpan.FromDays(30) });
        fixture.Plan(new SandboxFault { Kind = SandboxFaultKind.Outage, Duration = TimeSpan.FromMinutes(1) });
        fixture.Hook.Enqueue(HookFixture.Message("waits"));
        fixture.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.True(fixture.Receiver.IsEmpty);

        while (fixture.Receiver.IsEmpty)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            fixture.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Equal("waits", await fixture.NextIdAsync());
    }

    [Fact]
    public async Task A_hook_ends_while_its_receiver_hangs_and_nothing_is_sent_afterwards()
    {
        await using HookFixture fixture = await HookFixture.StartAsync(DeliveryPolicies.GitHub);
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Receiver.Gate = gate.Task;
        fixture.Hook.Enqueue(HookFixture.Message("hangs"));
        fixture.Hook.Enqueue(HookFixture.Message("never"));
        await fixture.Receiver.NextAsync();

        await fixture.Hook.DisposeAsync();
        await fixture.Hook.DisposeAsync();
        gate.SetResult();
        fixture.Hook.Enqueue(HookFixture.Message("after the end"));

        Assert.True(fixture.Receiver.IsEmpty);
        Assert.Empty(fixture.Hook.Log.List());
    }

    [Theory]
    [InlineData("https://example.com/hook")]
    [InlineData("http://10.0.0.1/hook")]
    [InlineData("ftp://127.0.0.1/hook")]
    public void A_target_on_another_machine_is_refused(string address) =>
        Assert.Throws<ArgumentException>(() => HookFixture.CreateTarget(new(address)));

    [Fact]
    public void The_log_is_bounded_in_number_and_in_bytes()
    {
        DeliveryLog log = new();
        for (int i = 0; i < DeliveryLog.Capacity + 5; i++)
        {
            log.Add(Logged(i, 10));
        }

        Assert.Equal(DeliveryLog.Capacity, log.List().Count);
        Assert.Null(log.Find(4));
        Assert.NotNull(log.Find(5));

        log.Add(Logged(2000, DeliveryLog.MaxBytes + 1));
        Assert.Equal(2000, Assert.Single(log.List()).Id);
    }

    private static LoggedDelivery Logged(long id, int size) =>
        new(id, new(new("m", "push", new byte[size]), DateTimeOffset.UnixEpoch), new("http://127.0.0.1/"), default, default) { RequestHeaders = [] };
}
