using DevFlow.Core.Events;

namespace DevFlow.Core.Tests.Events;

public sealed class SubscriptionOptionsTests
{
    private static readonly EventRetryPolicy Thrice = new() { MaxAttempts = 3 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Filter_and_transform_choose_and_change_what_the_handler_gets()
    {
        await using BusFixture fixture = new();
        RecordingHandler handler = fixture.Subscribe(new EventSubscriptionOptions
        {
            Name = "some",
            Filter = (e, _) => new(e.Id != "n1"),
            Transform = (e, _) => new(e.Id == "n2" ? null : e with { Subject = "changed" }),
        });
        await fixture.PublishManyAsync(0, 4);
        await handler.CountAsync(2);

        Assert.Equal(["n0", "n3"], handler.Events.Select(e => e.Id), StringComparer.Ordinal);
        Assert.All(handler.Events, e => Assert.Equal("changed", e.Subject));
        EventSubscription subscription = fixture.Bus.Subscriptions[0];
        Assert.Equal((2, 2), (subscription.Handled, subscription.Filtered));
    }

    [Fact]
    public async Task A_filter_that_throws_counts_as_a_failure_and_hides_no_later_event()
    {
        await using BusFixture fixture = new();
        RecordingHandler handler = fixture.Subscribe(new EventSubscriptionOptions
        {
            Name = "some",
            Filter = (e, _) => e.Id == "n0" ? throw new InvalidOperationException("no such property") : new(true),
        });
        await fixture.PublishManyAsync(0, 2);
        await handler.CountAsync(1);

        Assert.Equal((1, "no such property"), (fixture.Bus.Subscriptions[0].Failed, fixture.Bus.Subscriptions[0].LastError));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_handler_with_a_count_handles_so_many_and_is_removed(int count)
    {
        await using BusFixture fixture = new();
        RecordingHandler handler = fixture.Subscribe(new EventSubscriptionOptions { Name = "some", Count = count, Lanes = 4, Filter = (e, _) => new(e.Id != "n0") });
        await fixture.PublishManyAsync(0, 100);
        await handler.Disposed.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Equal(count, handler.Events.Count);
        Assert.Empty(fixture.Bus.Subscriptions);
    }

    [Fact]
    public async Task A_handler_ends_with_its_time_to_live()
    {
        await using BusFixture fixture = new();
        RecordingHandler handler = fixture.Subscribe(new EventSubscriptionOptions { Name = "short", TimeToLive = TimeSpan.FromMinutes(5) });
        Assert.Equal(TestEvent.Noon.AddMinutes(5), fixture.Bus.Subscriptions[0].ExpiresAt);

        fixture.Time.Advance(TimeSpan.FromMinutes(5));
        await handler.Disposed.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Empty(fixture.Bus.Subscriptions);
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_fails_and_the_next_event_is_handled()
    {
        await using BusFixture fixture = new();
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RecordingHandler handler = fixture.Subscribe(new EventSubscriptionOptions { Name = "slow", Timeout = TimeSpan.FromSeconds(2) }, (e, token) =>
        {
            begun.TrySetResult();
            return e.Id == "n0" ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;
        });
        await fixture.PublishManyAsync(0, 2);
        await begun.Task.WaitAsync(Token);
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        await handler.CountAsync(2);

        EventSubscription subscription = fixture.Bus.Subscriptions[0];
        Assert.Equal(1, subscription.Failed);
        Assert.Contains("longer than 2 s", subscription.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_ignores_its_time_out_holds_up_its_lane_for_a_bounded_time()
    {
        await using BusFixture fixture = new();
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource never = new();
        RecordingHandler handler = fixture.Subscribe(new EventSubscriptionOptions { Name = "deaf", Topic = "test.**", Timeout = TimeSpan.FromSeconds(2) }, (e, _) =>
        {
            begun.TrySetResult();
            return e.Id == "n0" ? never.Task : Task.CompletedTask;
        });
        await fixture.PublishManyAsync(0, 2);
        await begun.Task.WaitAsync(Token);
        Task handled = handler.CountAsync(1);
        while (!handled.IsCompleted)
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await handled;
        Assert.Equal("n1", Assert.Single(handler.Events).Id);
        never.SetResult();
    }

    [Fact]
    public async Task A_failed_event_is_tried_again_after_growing_waits_and_then_given_up()
    {
        await using BusFixture fixture = new();
        RecordingHandler told = fixture.Subscribe("told", "devflow.handler.failed");
        RecordingHandler handler = fixture.Subscribe(new EventSubscriptionOptions { Name = "bad", Topic = "test.**", Retry = Thrice }, (_, _) => throw new InvalidOperationException("no"));
        await fixture.PublishManyAsync(0, 1);
        await handler.CountAsync(1);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(700));
        Assert.Single(handler.Events);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(600));
        await handler.CountAsync(2);
        EventSubscription subscription = fixture.Bus.Subscriptions.Single(s => s.Name == "bad");
        await UntilAsync(fixture, () => subscription.DeadLettered == 1);

        Assert.Equal(3, handler.Events.Count);
        Assert.Equal(3, subscription.Failed);
        Assert.Equal([1, 2, 3], subscription.Deliveries.Select(d => d.Attempt));
        await told.CountAsync(1);
    }

    [Fact]
    public async Task While_an_event_waits_to_be_tried_again_its_key_waits_and_others_do_not()
    {
        await using BusFixture fixture = new();
        int failures = 0;
        RecordingHandler handler = fixture.Subscribe(new EventSubscriptionOptions { Name = "flaky", Retry = Thrice }, (e, _) =>
            e.Id == "a0" && failures++ < 2 ? throw new InvalidOperationException("not yet") : Task.CompletedTask);
        foreach (string id in new[] { "a0", "a1", "b0", "a2", "b1" })
        {
            await fixture.PublishAsync(TestEvent.Create(id) with { PartitionKey = id[..1] });
        }

        await handler.CountAsync(3);
        Assert.Equal(["a0", "b0", "b1"], handler.Events.Select(e => e.Id), StringComparer.Ordinal);
        await UntilAsync(fixture, () => handler.Events.Count == 7);

        Assert.Equal(["a0", "a0", "a1", "a2"], handler.Events.Skip(3).Select(e => e.Id), StringComparer.Ordinal);
        Assert.Equal(5, fixture.Bus.Subscriptions[0].Handled);
        Assert.Equal(0, fixture.Bus.Subscriptions[0].Waiting);
    }

    [Fact]
    public async Task A_handler_that_keeps_publishing_what_it_handles_is_ended_by_the_echo_guard()
    {
        await using BusFixture fixture = new();
        int n = 0;
        RecordingHandler echo = fixture.Subscribe("echo", "ping.*", async (_, token) => await fixture.Bus.PublishAsync(TestEvent.Create("ping" + Interlocked.Increment(ref n), "ping.again"), token));
        await fixture.PublishAsync(TestEvent.Create("ping0", "ping.begin"));
        await echo.CountAsync(EventPreparer.MaxHops + 1);

        EventSubscription subscription = fixture.Bus.Subscriptions[0];
        await UntilAsync(fixture, () => subscription.Failed == 1);
        Assert.Equal(EventPreparer.MaxHops, subscription.Handled);
        Assert.Contains("chain of events", subscription.LastError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, null, null)]
    [InlineData(65, null, null)]
    [InlineData(1, 0L, null)]
    [InlineData(1, null, -1)]
    public async Task Options_that_cannot_be_kept_are_refused(int lanes, long? count, int? seconds)
    {
        await using BusFixture fixture = new();
        EventSubscriptionOptions options = new() { Name = "x", Lanes = lanes, Count = count, Timeout = seconds is { } s ? TimeSpan.FromSeconds(s) : null };
        DevFlowException error = Assert.Throws<DevFlowException>(() => { fixture.Subscribe(options); });
        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.NotNull(error.RecommendedAction);
    }

    [Fact]
    public async Task What_a_handler_writes_is_kept_with_its_delivery()
    {
        await using BusFixture fixture = new();
        WritingHandler handler = new();
        EventSubscription subscription = fixture.Bus.Subscribe(new EventSubscriptionOptions { Name = "writes" }, handler);
        await fixture.PublishAsync(TestEvent.Number(1));
        await UntilAsync(fixture, () => subscription.Handled == 1);

        EventDelivery delivery = Assert.Single(subscription.Deliveries);
        Assert.Equal(("writes", "n1", 1, null), (delivery.Handler, delivery.Event.Id, delivery.Attempt, delivery.Error));
        Assert.Equal([42, "out"], delivery.Output);
        Assert.Equal(["careful"], delivery.Warnings);
        Assert.Equal(EventDelivery.MaxEntries, delivery.Errors.Count);
        Assert.NotNull(delivery.EndedAt);
    }

    private static async Task UntilAsync(BusFixture fixture, Func<bool> condition)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "It did not come true in time.");
            fixture.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    private sealed class WritingHandler : IEventHandler
    {
        public Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken)
        {
            delivery.WriteOutput(42);
            delivery.WriteOutput("out");
            delivery.WriteWarning("careful");
            for (int n = 0; n < 1_000; n++)
            {
                delivery.WriteError("error " + n);
            }

            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
