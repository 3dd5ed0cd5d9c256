using DevFlow.Core.Events;
using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Tests.Events.Correlation;

/// <summary>Where an event gets its story on its way through the bus; its subject says which keys it has.</summary>
public sealed class StoryOfEventsTests : IAsyncLifetime
{
    private readonly BusFixture _fixture = new() { Keys = static e => e.Subject?.Split(' ') ?? [] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Custom_middleware_sees_the_story_the_event_is_then_stored_under()
    {
        List<string> seen = [];
        Use(EventMiddlewareStage.Custom, e =>
        {
            seen.Add(e.CorrelationId);
            return e;
        });

        Event[] stored = [await PublishAsync("1", "a"), await PublishAsync("2", "a"), await PublishAsync("3", "b"), await PublishAsync("4", "b a"), await PublishAsync("5", null)];

        Assert.Equal(stored.Select(static e => e.CorrelationId), seen);
        Assert.Equal(3, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(seen[0], seen[3]);
    }

    [Theory]
    [InlineData(EventMiddlewareStage.Validate)]
    [InlineData(EventMiddlewareStage.Correlate)]
    public async Task What_comes_before_the_engine_has_looked_sees_no_story_and_may_give_one(EventMiddlewareStage stage)
    {
        Use(stage, e => e.CorrelationId.Length == 0 ? e with { CorrelationId = "mine" } : null);

        Assert.Equal("mine", (await PublishAsync("1", "a")).CorrelationId);
        Assert.Equal("mine", (await PublishAsync("2", "a")).CorrelationId);
    }

    [Fact]
    public async Task A_stopped_event_leaves_no_trace_in_the_stories()
    {
        await PublishAsync("1", "a");
        await PublishAsync("2", "b");
        Use(EventMiddlewareStage.Custom, e => e.Id == "stopped" ? null : e);

        PublishResult stopped = await _fixture.Bus.PublishAsync(Named("stopped", "a b c"), Token);
        Event third = await PublishAsync("3", "c");

        Assert.Equal(PublishOutcome.Stopped, stopped.Outcome);
        Assert.NotEqual((await PublishAsync("4", "a")).CorrelationId, (await PublishAsync("5", "b")).CorrelationId);
        Assert.NotEqual(stopped.Event.CorrelationId, third.CorrelationId);
        Assert.Equal(3, Count("correlation_group"));
    }

    [Fact]
    public async Task Of_two_events_on_their_way_at_once_that_begin_a_story_either_name_finds_both()
    {
        TaskCompletionSource both = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> seen = [];
        _fixture.Bus.Use(new EventMiddlewareOptions { Name = "gate" }, new Middleware(async e =>
        {
            lock (seen)
            {
                seen.Add(e.CorrelationId);
                if (seen.Count == 2)
                {
                    both.SetResult();
                }
            }

            await both.Task.WaitAsync(Token);
            return e;
        }));

        await Task.WhenAll(PublishAsync("1", "a"), PublishAsync("2", "a"));

        Assert.Equal(2, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(["1", "2"], (await ReadAsync(seen[0])).Order(StringComparer.Ordinal));
        Assert.Equal(["1", "2"], (await ReadAsync(seen[1])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_story_that_was_two_comes_back_whole_by_either_name()
    {
        string first = (await PublishAsync("1", "a")).CorrelationId;
        string second = (await PublishAsync("2", "b")).CorrelationId;
        await PublishAsync("3", "a b");
        await PublishAsync("other", "c");

        Assert.NotEqual(first, second);
        Assert.Equal(["1", "2", "3"], await ReadAsync(first));
        Assert.Equal(["1", "2", "3"], await ReadAsync(second));
    }

    [Fact]
    public async Task A_live_reader_follows_its_story_into_another_one()
    {
        string first = (await PublishAsync("1", "a")).CorrelationId;
        string second = (await PublishAsync("2", "b")).CorrelationId;
        EventQuery query = new() { Topic = TopicPattern.Parse("test.**"), CorrelationId = second };
        await using IAsyncEnumerator<Event> live = LiveEvents.ReadAsync(_fixture.Bus, "test", query, Token).GetAsyncEnumerator(Token);
        Task<bool> next = live.MoveNextAsync().AsTask();

        await PublishAsync("joins", "a b");
        await PublishAsync("other", "c");
        await _fixture.PublishVolatileAsync(Named("volatile", "a"));

        Assert.True(await next);
        Assert.Equal(("joins", first), (live.Current.Id, live.Current.CorrelationId));
        Assert.True(await live.MoveNextAsync());
        Assert.Equal("volatile", live.Current.Id);
    }

    [Fact]
    public async Task A_volatile_event_joins_the_story_of_its_keys_and_writes_nothing()
    {
        string story = (await PublishAsync("1", "a")).CorrelationId;
        Event joined = await _fixture.PublishVolatileAsync(Named("2", "a unheard-of"));
        Event alone = await _fixture.PublishVolatileAsync(Named("3", "unheard-of"));
        Event given = await _fixture.PublishVolatileAsync(Named("4", "a") with { CorrelationId = "mine", CausationId = "cause" });

        Assert.Equal(story, joined.CorrelationId);
        Assert.NotEmpty(alone.CorrelationId);
        Assert.NotEqual(story, alone.CorrelationId);
        Assert.Equal(("mine", "cause"), (given.CorrelationId, given.CausationId));
        Assert.Equal((1, 1), (Count("correlation_key"), Count("correlation_group")));
    }

    [Fact]
    public async Task A_volatile_event_inside_a_handler_carries_story_and_cause()
    {
        RecordingHandler handler = _fixture.Subscribe("second", "test.second");
        _fixture.Subscribe("first", "test.first", (_, token) => _fixture.Bus.PublishVolatileAsync(TestEvent.Create("2", "test.second"), token).AsTask());
        Event cause = await _fixture.PublishAsync(TestEvent.Create("1", "test.first"));
        await handler.CountAsync(1);

        Assert.Equal((cause.CorrelationId, "1"), (handler.Events[0].CorrelationId, handler.Events[0].CausationId));
    }

    [Fact]
    public async Task An_event_whose_keys_cannot_be_read_is_published_all_the_same()
    {
        _fixture.Keys = static _ => throw new InvalidOperationException("half a pair");

        Assert.NotEmpty((await PublishAsync("1", "a")).CorrelationId);
        Assert.NotEmpty((await _fixture.PublishVolatileAsync(Named("2", "a"))).CorrelationId);
    }

    [Fact]
    public async Task A_volatile_event_is_published_also_where_stories_cannot_be_looked_up()
    {
        await File.WriteAllTextAsync(_fixture.Journal.FilePath, new string('x', 5_000), Token);

        Assert.NotEmpty((await _fixture.PublishVolatileAsync(Named("1", "a"))).CorrelationId);
    }

    private async Task<Event> PublishAsync(string id, string? keys) => await _fixture.PublishAsync(Named(id, keys));

    private static Event Named(string id, string? keys) => TestEvent.Create(id) with { Subject = keys };

    private async Task<string[]> ReadAsync(string correlation) =>
        [.. (await _fixture.Journal.ReadAsync(new EventQuery { CorrelationId = correlation }, Token).ToListAsync(Token)).Select(static e => e.Id)];

    private long Count(string table)
    {
        using SqliteConnection connection = _fixture.Journal.Connect();
        return CorrelationFixture.Count(connection, table);
    }

    private void Use(EventMiddlewareStage stage, Func<Event, Event?> action) =>
        _fixture.Bus.Use(new EventMiddlewareOptions { Name = "test", Stage = stage }, new Middleware(e => Task.FromResult(action(e))));

    private sealed class Middleware(Func<Event, Task<Event?>> action) : IEventMiddleware
    {
        public async ValueTask<Event?> InvokeAsync(Event passing, CancellationToken cancellationToken) => await action(passing);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
