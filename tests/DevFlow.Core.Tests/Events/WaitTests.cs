using DevFlow.Core.Events;

namespace DevFlow.Core.Tests.Events;

public sealed class WaitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Waiting_returns_the_first_live_event_that_fits()
    {
        await using BusFixture fixture = new();
        await fixture.PublishAsync(TestEvent.Create("before", "wanted.one"));
        Task<Event?> waiting = fixture.Bus.WaitAsync(Query("wanted.*"), Timeout.InfiniteTimeSpan, Token);
        await fixture.PublishAsync(TestEvent.Create("other", "unwanted.one"));
        await fixture.PublishAsync(TestEvent.Create("first", "wanted.one"));
        await fixture.PublishAsync(TestEvent.Create("second", "wanted.two"));
        Assert.Equal("first", (await waiting)?.Id);
    }

    [Fact]
    public async Task Waiting_from_a_time_or_a_sequence_finds_what_is_stored()
    {
        await using BusFixture fixture = new();
        await fixture.PublishManyAsync(0, 10);
        Event? after = await fixture.Bus.WaitAsync(Query("test.**") with { AfterSequence = 4 }, TimeSpan.Zero, Token);
        Event? since = await fixture.Bus.WaitAsync(Query("test.**") with { Since = TestEvent.Noon }, TimeSpan.Zero, Token);
        Assert.Equal((5, 1), (after?.Sequence, since?.Sequence));
    }

    [Fact]
    public async Task Waiting_ends_with_nothing_when_the_time_is_over()
    {
        await using BusFixture fixture = new();
        Assert.Null(await fixture.Bus.WaitAsync(Query("**"), TimeSpan.Zero, Token));
        Task<Event?> waiting = fixture.Bus.WaitAsync(Query("**"), TimeSpan.FromMinutes(1), Token);
        fixture.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(waiting.IsCompleted);
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await waiting.WaitAsync(TimeSpan.FromSeconds(30), Token));
    }

    [Fact]
    public async Task Waiting_can_be_cancelled_and_ends_with_the_bus()
    {
        BusFixture fixture = new();
        using CancellationTokenSource cancel = new();
        Task<Event?> cancelled = fixture.Bus.WaitAsync(Query("**"), Timeout.InfiniteTimeSpan, cancel.Token);
        Task<Event?> closed = fixture.Bus.WaitAsync(Query("**"), Timeout.InfiniteTimeSpan, Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await fixture.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => closed);
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
            Event? found = await fixture.Bus
                .WaitAsync(Query("test.**") with { AfterSequence = last }, Timeout.InfiniteTimeSpan, Token)
                .WaitAsync(TimeSpan.FromSeconds(30), Token);
            Assert.Equal("n" + n, found?.Id);
            last = (await publishing).Sequence;
        }
    }

    private static EventQuery Query(string pattern) => new() { Topic = TopicPattern.Parse(pattern) };
}
