using DevFlow.Core.Events;

namespace DevFlow.Core.Tests.Events;

public sealed class LiveEventsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_is_the_first_live_event_that_fits()
    {
        await using BusFixture fixture = new();
        await fixture.PublishAsync(TestEvent.Create("before", "wanted.one"));
        Task<Event?> waiting = FirstAsync(fixture.Bus, Query("wanted.*"), Token);
        await fixture.PublishAsync(TestEvent.Create("other", "unwanted.one"));
        await fixture.PublishAsync(TestEvent.Create("first", "wanted.one"));
        await fixture.PublishAsync(TestEvent.Create("second", "wanted.two"));
        Assert.Equal("first", (await waiting)?.Id);
    }

    [Fact]
    public async Task Reading_from_a_time_or_a_sequence_begins_with_what_is_stored()
    {
        await using BusFixture fixture = new();
        await fixture.PublishManyAsync(0, 10);
        Event? after = await FirstAsync(fixture.Bus, Query("test.**") with { AfterSequence = 4 }, Token);
        Event? since = await FirstAsync(fixture.Bus, Query("test.**") with { Since = TestEvent.Noon }, Token);
        Assert.Equal((5, 1), (after?.Sequence, since?.Sequence));
    }

    [Fact]
    public async Task Reading_can_be_cancelled_and_ends_with_the_bus()
    {
        BusFixture fixture = new();
        using CancellationTokenSource cancel = new();
        Task<Event?> cancelled = FirstAsync(fixture.Bus, Query("**"), cancel.Token);
        Task<Event?> closed = FirstAsync(fixture.Bus, Query("**"), Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await fixture.DisposeAsync();
        Assert.Null(await closed);
    }

    [Fact]
    public async Task No_event_slips_between_the_journal_and_the_live_ones()
    {
        await using BusFixture fixture = new();
        long last = 0;
        for (int round = 0; round < 300; round++)
        {
            int n = round;
            Task<Event> publishing = Task.Run(() => fixture.PublishAsync(TestEvent.Number(n)), Token);
            Thread.SpinWait(round * 50);
            Event? found = await FirstAsync(fixture.Bus, Query("test.**") with { AfterSequence = last }, Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
            Assert.Equal("n" + n, found?.Id);
            last = (await publishing).Sequence;
        }
    }

    [Fact]
    public async Task A_reader_gets_events_as_they_come_and_is_no_handler_when_it_has_stopped()
    {
        await using BusFixture fixture = new();
        List<string> read = [];
        await using IAsyncEnumerator<Event> events = LiveEvents.ReadAsync(fixture.Bus, "test", Query("test.**"), Token).GetAsyncEnumerator(Token);
        Task<bool> next = events.MoveNextAsync().AsTask();
        await fixture.PublishManyAsync(0, 3_000);
        while (read.Count < 2_999 && await next)
        {
            read.Add(events.Current.Id);
            next = events.MoveNextAsync().AsTask();
        }

        await next;
        await events.DisposeAsync();
        Assert.Equal(Enumerable.Range(0, 2_999).Select(n => "n" + n), read, StringComparer.Ordinal);
        Assert.Empty(fixture.Bus.Subscriptions);
    }

    private static async Task<Event?> FirstAsync(EventBus bus, EventQuery query, CancellationToken cancellationToken)
    {
        await foreach (Event e in LiveEvents.ReadAsync(bus, "test", query, cancellationToken))
        {
            return e;
        }

        return null;
    }

    private static EventQuery Query(string pattern) => new() { Topic = TopicPattern.Parse(pattern) };
}
