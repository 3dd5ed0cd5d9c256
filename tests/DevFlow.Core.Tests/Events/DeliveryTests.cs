using DevFlow.Core.Events;

namespace DevFlow.Core.Tests.Events;

public sealed class DeliveryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_far_behind_gets_every_event_once_and_in_order()
    {
        await using BusFixture fixture = new();
        TaskCompletionSource gate = NewGate();
        RecordingHandler slow = fixture.Subscribe("slow", "test.**", (_, token) => gate.Task.WaitAsync(token));
        RecordingHandler fast = fixture.Subscribe("fast", "**");
        await fixture.PublishManyAsync(0, 5_000);
        await fixture.PublishManyAsync(5_000, 1, "other.topic");
        await fast.CountAsync(5_001);
        Assert.Empty(slow.Events);
        EventSubscription subscription = fixture.Bus.Subscriptions.Single(s => s.Name == "slow");
        Assert.InRange(subscription.Waiting, Backlog.Capacity - 1, Backlog.Capacity);
        gate.SetResult();
        await slow.CountAsync(5_000);
        Assert.Equal(Enumerable.Range(0, 5_000).Select(n => "n" + n), slow.Events.Select(e => e.Id), StringComparer.Ordinal);

        // Caught up: the next event comes through memory again.
        Event live = await fixture.PublishAsync(TestEvent.Create("live"));
        await slow.CountAsync(5_001);
        Assert.Same(live, slow.Events[^1]);
        Assert.Equal(0, subscription.Waiting);
    }

    [Fact]
    public async Task Switching_between_memory_and_journal_under_load_neither_loses_nor_repeats()
    {
        await using BusFixture fixture = new();
        int handled = 0;
        RecordingHandler uneven = fixture.Subscribe("uneven", "**", async (_, _) =>
        {
            // Slow for a stretch, then fast: falls behind and catches up over and over.
            if (handled++ / 500 % 2 == 0)
            {
                Thread.SpinWait(20_000);
                await Task.Yield();
            }
        });
        for (int round = 0; round < 10; round++)
        {
            await fixture.PublishManyAsync(round * 2_000, 2_000);
        }

        await uneven.CountAsync(20_000);
        Assert.Equal(Enumerable.Range(1, 20_000).Select(n => (long)n), uneven.Events.Select(e => e.Sequence));
    }

    [Fact]
    public async Task A_handler_behind_does_not_see_what_other_processes_wrote()
    {
        await using BusFixture fixture = new();
        TaskCompletionSource gate = NewGate();
        RecordingHandler slow = fixture.Subscribe("slow", "**", (_, token) => gate.Task.WaitAsync(token));
        await using Journal other = new(fixture.Journal.FilePath, fixture.Time);
        await fixture.PublishManyAsync(0, 1_500);
        await other.AppendAsync(TestEvent.Create("foreign") with { CorrelationId = "c" }, Token);
        await fixture.PublishManyAsync(1_500, 1);
        gate.SetResult();
        await slow.CountAsync(1_501);
        Assert.Equal(Enumerable.Range(0, 1_501).Select(n => "n" + n), slow.Events.Select(e => e.Id), StringComparer.Ordinal);
    }

    [Fact]
    public async Task An_event_read_from_the_journal_before_it_was_offered_is_handled_once()
    {
        await using BusFixture fixture = new();
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RecordingHandler slow = fixture.Subscribe("slow", "**", (_, token) => gate.Task.WaitAsync(token));
        await fixture.PublishManyAsync(0, 1_500);

        // On disk, and held on its way to the subscriptions.
        using ManualResetEventSlim offer = new();
        Action<Event> dispatch = fixture.Journal.Committed!;
        fixture.Journal.Committed = e =>
        {
            offer.Wait(TimeSpan.FromSeconds(60), CancellationToken.None);
            dispatch(e);
        };
        Task held = fixture.PublishManyAsync(1_500, 1);
        while (!await fixture.Journal.ReadAsync(new() { Id = "n1500" }, BusFixture.Token).AnyAsync(BusFixture.Token))
        {
            await Task.Yield();
        }

        gate.SetResult();
        await slow.CountAsync(1_501);
        offer.Set();
        await held;
        await fixture.PublishManyAsync(1_501, 1);
        await slow.CountAsync(1_502);
        Assert.Equal(Enumerable.Range(0, 1_502).Select(n => "n" + n), slow.Events.Select(e => e.Id), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Large_events_wait_in_the_journal_not_in_memory()
    {
        await using BusFixture fixture = new(budget: 64 * 1024 * 1024);
        TaskCompletionSource gate = NewGate();
        RecordingHandler slow = fixture.Subscribe("slow", "**", (_, token) => gate.Task.WaitAsync(token));
        string data = "\"" + new string('x', 10 * 1024 * 1024) + "\"";
        for (int n = 0; n < 12; n++)
        {
            await fixture.PublishAsync(TestEvent.Create("n" + n, data: data));
        }

        Assert.InRange(fixture.Bus.Subscriptions[0].Waiting, 5, 7);
        gate.SetResult();
        await slow.CountAsync(12);
        Assert.Equal(Enumerable.Range(0, 12).Select(n => "n" + n), slow.Events.Select(e => e.Id), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_failing_handler_is_counted_and_told_and_disturbs_no_other()
    {
        await using BusFixture fixture = new(redact: text => text.Replace("s3cret", "***", StringComparison.Ordinal));
        RecordingHandler failures = fixture.Subscribe("failures", "devflow.handler.failed");
        RecordingHandler bad = fixture.Subscribe("bad", "test.**", (e, _) => throw new InvalidOperationException("no s3cret for " + e.Id));
        RecordingHandler good = fixture.Subscribe("good", "test.**");
        Event first = await fixture.PublishAsync(TestEvent.Number(1));
        await fixture.PublishAsync(TestEvent.Number(2));
        await Task.WhenAll(good.CountAsync(2), bad.CountAsync(2), failures.CountAsync(2));

        EventSubscription subscription = fixture.Bus.Subscriptions.Single(s => s.Name == "bad");
        Assert.Equal((0, 2), (subscription.Handled, subscription.Failed));
        Assert.Equal("no *** for n2", subscription.LastError);
        Event told = failures.Events[0];
        Assert.Equal("devflow:session", told.Source);
        Assert.Equal((first.CorrelationId, first.Id), (told.CorrelationId, told.CausationId));
        Assert.Equal(
            """{"handler":"bad","eventId":"n1","topic":"test.thing.happened","error":"no *** for n1"}""",
            told.GetData().GetRawText());
    }

    [Fact]
    public async Task The_failure_of_a_failure_handler_is_not_told()
    {
        await using BusFixture fixture = new();
        RecordingHandler bad = fixture.Subscribe("bad", "**", (_, _) => throw new InvalidOperationException("always"));
        await fixture.PublishAsync(TestEvent.Number(1));
        await bad.CountAsync(2);
        await fixture.PublishAsync(TestEvent.Number(2));
        await bad.CountAsync(4);
        Assert.Equal(
            ["test.thing.happened", "devflow.handler.failed", "test.thing.happened", "devflow.handler.failed"],
            bad.Events.Select(e => e.Topic), StringComparer.Ordinal);
        Assert.True(await fixture.Bus.UnsubscribeAsync("bad"));
        List<Event> stored = [];
        await foreach (Event e in fixture.Journal.ReadAsync(new(), Token))
        {
            stored.Add(e);
        }

        Assert.Equal(4, stored.Count);
    }

    [Fact]
    public async Task A_handler_that_hangs_delays_neither_publishers_nor_others()
    {
        await using BusFixture fixture = new();
        fixture.Subscribe("hangs", "**", (_, token) => Task.Delay(Timeout.Infinite, token));
        RecordingHandler good = fixture.Subscribe("good", "**");
        await fixture.PublishManyAsync(0, 100);
        await good.CountAsync(100);
    }

    [Fact]
    public async Task Unregistering_stops_a_busy_handler_and_disposes_it()
    {
        await using BusFixture fixture = new();
        TaskCompletionSource started = NewGate();
        RecordingHandler busy = fixture.Subscribe("busy", "**", (_, token) =>
        {
            started.TrySetResult();
            return Task.Delay(Timeout.Infinite, token);
        });
        await fixture.PublishManyAsync(0, 10);
        await started.Task.WaitAsync(Token);
        EventSubscription subscription = fixture.Bus.Subscriptions[0];
        Assert.True(await fixture.Bus.UnsubscribeAsync("busy").WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.True(busy.Disposed.Task.IsCompleted);
        Assert.Empty(fixture.Bus.Subscriptions);
        Assert.Equal((0, 0), (subscription.Handled, subscription.Failed));
        await fixture.PublishManyAsync(10, 1);
        Assert.Single(busy.Events);
    }

    [Fact]
    public async Task A_handler_that_ignores_the_stop_is_waited_for_10_seconds_and_disposed_when_it_ends()
    {
        await using BusFixture fixture = new();
        TaskCompletionSource started = NewGate();
        TaskCompletionSource gate = NewGate();
        RecordingHandler stubborn = fixture.Subscribe("stubborn", "**", (_, _) =>
        {
            started.TrySetResult();
            return gate.Task;
        });
        await fixture.PublishAsync(TestEvent.Number(1));
        await started.Task.WaitAsync(Token);
        Task<bool> unsubscribing = fixture.Bus.UnsubscribeAsync("stubborn");
        while (!unsubscribing.IsCompleted)
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.True(await unsubscribing);
        Assert.False(stubborn.Disposed.Task.IsCompleted);
        gate.SetResult();
        await stubborn.Disposed.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task A_handler_may_unregister_itself()
    {
        await using BusFixture fixture = new();
        RecordingHandler once = fixture.Subscribe("once", "**", (_, _) => fixture.Bus.UnsubscribeAsync("once"));
        await fixture.PublishManyAsync(0, 5);
        await once.Disposed.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal("n0", Assert.Single(once.Events).Id);
    }

    [Fact]
    public async Task Closing_the_bus_disposes_every_handler()
    {
        BusFixture fixture = new();
        RecordingHandler[] handlers = [.. Enumerable.Range(0, 5).Select(n => fixture.Subscribe("h" + n, "**"))];
        await fixture.PublishManyAsync(0, 100);
        await fixture.DisposeAsync();
        Assert.All(handlers, h => Assert.True(h.Disposed.Task.IsCompleted));
        Assert.Throws<ObjectDisposedException>(() => { fixture.Subscribe("late", "**"); });
    }

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
