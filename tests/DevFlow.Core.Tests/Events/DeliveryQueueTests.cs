using DevFlow.Core.Events;

namespace DevFlow.Core.Tests.Events;

public sealed class DeliveryQueueTests
{
    [Fact]
    public void A_full_queue_falls_behind_and_comes_back_only_when_all_that_was_offered_is_handled()
    {
        DeliveryQueue queue = new();
        for (int n = 1; n <= DeliveryQueue.Capacity; n++)
        {
            queue.Offer(TestEvent.Number(n) with { Sequence = n });
        }

        Assert.False(queue.IsBehind);
        queue.Offer(TestEvent.Number(2_000) with { Sequence = 2_000 });
        Assert.True(queue.IsBehind);
        while (queue.TryTake(out _))
        {
        }

        // Room again, but an event queued now would overtake those in the journal.
        queue.Offer(TestEvent.Number(2_001) with { Sequence = 2_001 });
        Assert.Equal(0, queue.Count);
        Assert.False(queue.TryCatchUp(2_000));
        Assert.True(queue.IsBehind);
        Assert.True(queue.TryCatchUp(2_001));
        queue.Offer(TestEvent.Number(2_002) with { Sequence = 2_002 });
        Assert.Equal(1, queue.Count);
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
        while (await fixture.Bus.WaitAsync(new() { Id = "n1500", AfterSequence = 0 }, TimeSpan.Zero, BusFixture.Token) is null)
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
}
