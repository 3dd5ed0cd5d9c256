using DevFlow.Core.Events;
using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Tests.Events;

public sealed class DurableHandlerTests : IDisposable
{
    private static readonly EventRetryPolicy Quick = new() { MaxAttempts = 3, Delay = TimeSpan.FromMilliseconds(20) };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string JournalPath => _folder.File("journal.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_handler_goes_on_where_it_was_in_the_next_process()
    {
        await using (DurableBus first = new(JournalPath))
        {
            await first.PublishManyAsync(0, 10);
            RecordingHandler handler = await first.SubscribeActiveAsync("mirror");
            await first.PublishManyAsync(10, 20);
            await handler.CountAsync(20);
        }

        await using (DurableBus nobody = new(JournalPath))
        {
            await nobody.PublishManyAsync(30, 3_000);
        }

        await using DurableBus last = new(JournalPath);
        RecordingHandler resumed = last.Subscribe("MIRROR");
        await resumed.CountAsync(3_000);
        await last.PublishManyAsync(3_030, 1);
        await resumed.CountAsync(3_001);

        Assert.Equal(Enumerable.Range(30, 3_001).Select(n => "n" + n), resumed.Events.Select(e => e.Id), StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_was_being_handled_when_the_process_ended_is_handled_again_and_what_was_done_is_not()
    {
        await using (DurableBus first = new(JournalPath))
        {
            RecordingHandler handler = await first.SubscribeActiveAsync("mirror", (e, token) => e.Id == "n2" ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask, lanes: 2);
            foreach (int n in Enumerable.Range(0, 12))
            {
                await first.Bus.PublishAsync(TestEvent.Number(n) with { PartitionKey = n == 2 ? "stuck" : "free" + n }, Token);
            }

            // Which lane a key goes to differs from process to process: those behind the stuck one may wait.
            await DurableBus.UntilAsync(() => first.Bus.Subscriptions[0].Handled >= 2);
        }

        await using DurableBus last = new(JournalPath);
        HashSet<string> redone = [];
        RecordingHandler resumed = last.Subscribe("mirror");
        await last.PublishManyAsync(12, 1);
        await DurableBus.UntilAsync(() => resumed.Events.Any(e => e.Id == "n12"));

        Assert.Contains("n2", resumed.Events.Select(e => e.Id));
        Assert.Equal(resumed.Events.Count, resumed.Events.DistinctBy(e => e.Id).Count());
        Assert.DoesNotContain("n0", resumed.Events.Select(e => e.Id));
    }

    [Fact]
    public async Task Of_two_processes_with_the_same_handler_one_works_and_the_other_takes_over()
    {
        await using DurableBus left = new(JournalPath);
        RecordingHandler worker = await left.SubscribeActiveAsync("mirror");
        await using DurableBus right = new(JournalPath);
        RecordingHandler standby = right.Subscribe("mirror");
        await right.PublishManyAsync(0, 50);
        await left.PublishManyAsync(50, 50);
        await worker.CountAsync(100);
        Assert.Empty(standby.Events);
        Assert.False(right.Bus.Subscriptions[0].IsActive);

        await left.DisposeAsync();
        await right.PublishManyAsync(100, 50);
        await standby.CountAsync(50);

        Assert.Equal(Enumerable.Range(0, 150).Select(n => "n" + n).Order(StringComparer.Ordinal), worker.Events.Concat(standby.Events).Select(e => e.Id).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_lease_that_another_process_took_stops_the_handler_here()
    {
        await using DurableBus stalled = new(JournalPath);
        RecordingHandler handler = await stalled.SubscribeActiveAsync("mirror");
        using (SqliteConnection thief = new($"Data Source={JournalPath};Pooling=False"))
        {
            await thief.OpenAsync(Token);
            using SqliteCommand take = thief.CreateCommand();
            take.CommandText = "UPDATE handler SET owner = 1, lease_until = " + DateTimeOffset.MaxValue.UtcTicks;
            await take.ExecuteNonQueryAsync(Token);
        }

        await DurableBus.UntilAsync(() => !stalled.Bus.Subscriptions[0].IsActive);
        await stalled.PublishManyAsync(0, 10);
        Assert.True(await stalled.Bus.UnsubscribeAsync("mirror"));
        Assert.Empty(handler.Events);
    }

    [Fact]
    public async Task An_event_that_fails_to_the_end_is_a_dead_letter_with_its_attempts_and_can_be_replayed()
    {
        await using DurableBus bus = new(JournalPath);
        bool works = false;
        RecordingHandler handler = await bus.SubscribeActiveAsync("mirror", (e, _) => works || e.Id != "n1" ? Task.CompletedTask : throw new InvalidOperationException("no entry"), Quick);
        await bus.PublishManyAsync(0, 3);
        await DurableBus.UntilAsync(() => bus.Bus.Subscriptions[0].DeadLettered == 1);

        DeadLetter letter = Assert.Single(await bus.LettersAsync());
        Assert.Equal(("mirror", "n1", "no entry"), (letter.Handler, letter.Event.Id, letter.Error));
        Assert.Equal([1, 2, 3], letter.Attempts.Select(a => a.Number));
        Assert.Equal("""{"n":1}""", letter.Event.GetData().GetRawText());

        works = true;
        await bus.Bus.ReplayAsync(letter, Token);
        await DurableBus.UntilAsync(() => bus.Bus.Subscriptions[0].Handled == 3);
        while ((await bus.LettersAsync()).Count > 0)
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task A_letter_that_fails_again_takes_the_place_of_the_old_one_and_one_can_be_removed()
    {
        await using DurableBus bus = new(JournalPath);
        await bus.SubscribeActiveAsync("mirror", (_, _) => throw new InvalidOperationException("no entry"), EventRetryPolicy.None);
        await bus.PublishManyAsync(0, 1);
        await DurableBus.UntilAsync(() => bus.Bus.Subscriptions[0].DeadLettered == 1);
        DeadLetter first = Assert.Single(await bus.LettersAsync());
        await bus.Bus.ReplayAsync(first, Token);
        await DurableBus.UntilAsync(() => bus.Bus.Subscriptions[0].DeadLettered == 2);
        List<DeadLetter> letters;
        while ((letters = await bus.LettersAsync()).Any(letter => letter.Id == first.Id))
        {
            await Task.Yield();
        }

        Assert.True(await bus.Bus.RemoveDeadLetterAsync(Assert.Single(letters).Id, Token));
        Assert.False(await bus.Bus.RemoveDeadLetterAsync(first.Id, Token));
        Assert.Empty(await bus.LettersAsync());
    }

    [Fact]
    public async Task Stored_events_are_replayed_to_one_handler_by_id_time_topic_or_correlation()
    {
        await using DurableBus bus = new(JournalPath);
        for (int n = 0; n < 20; n++)
        {
            await bus.Bus.PublishAsync(TestEvent.Number(n, n % 2 == 0 ? "test.even" : "test.odd") with { Time = TestEvent.Noon.AddMinutes(n), CorrelationId = "story" + (n % 5) }, Token);
        }

        RecordingHandler handler = await bus.SubscribeActiveAsync("mirror");
        RecordingHandler other = await bus.SubscribeActiveAsync("other");

        Assert.Equal(1, await ReplayAsync(new EventQuery { Id = "n7" }, "mirror"));
        Assert.Equal(5, await ReplayAsync(new EventQuery { Since = TestEvent.Noon.AddMinutes(15) }, "Mirror"));
        Assert.Equal(10, await ReplayAsync(new EventQuery { Topic = TopicPattern.Parse("*.odd") }, "mirror"));
        Assert.Equal(4, await ReplayAsync(new EventQuery { CorrelationId = "story3" }, "mirror"));
        await handler.CountAsync(20);

        Assert.Equal(["n7", "n15", "n16"], handler.Events.Take(3).Select(e => e.Id), StringComparer.Ordinal);
        Assert.Empty(other.Events);
        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => ReplayAsync(new EventQuery(), "nobody"));
        Assert.Equal(ErrorReason.NotFound, error.Reason);

        async Task<int> ReplayAsync(EventQuery query, string name)
        {
            List<Event> stored = await bus.Journal.ReadAsync(query, Token).ToListAsync(Token);
            foreach (Event e in stored)
            {
                await bus.Bus.ReplayAsync(e, name, Token);
            }

            return stored.Count;
        }
    }

    [Fact]
    public async Task A_handler_that_another_process_runs_is_not_forgotten()
    {
        await using DurableBus first = new(JournalPath);
        await first.SubscribeActiveAsync("mirror");
        await using DurableBus second = new(JournalPath);

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(async () => await second.Bus.ForgetHandlerAsync("mirror", Token));

        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.Equal(["mirror"], await second.Bus.GetDurableHandlersAsync(Token));
        await first.Bus.UnsubscribeAsync("mirror");
        Assert.True(await second.Bus.ForgetHandlerAsync("Mirror", Token));
        Assert.Empty(await second.Bus.GetDurableHandlersAsync(Token));
    }

    [Fact]
    public async Task A_forgotten_handler_begins_anew()
    {
        await using (DurableBus first = new(JournalPath))
        {
            await first.SubscribeActiveAsync("mirror");
        }

        await using DurableBus second = new(JournalPath);
        await second.PublishManyAsync(0, 10);
        Assert.True(await second.Bus.ForgetHandlerAsync("mirror", Token));
        Assert.False(await second.Bus.ForgetHandlerAsync("mirror", Token));
        RecordingHandler handler = await second.SubscribeActiveAsync("mirror");
        await second.PublishManyAsync(10, 1);
        await handler.CountAsync(1);

        Assert.Equal("n10", Assert.Single(handler.Events).Id);
    }

    [Fact]
    public async Task Priorities_hold_also_for_what_waits_in_the_journal()
    {
        await using (DurableBus first = new(JournalPath))
        {
            await first.SubscribeActiveAsync("mirror");
        }

        await using DurableBus second = new(JournalPath);
        await second.PublishManyAsync(0, 5_000);
        await second.Bus.PublishAsync(TestEvent.Create("urgent") with { Priority = EventPriority.Critical }, Token);
        RecordingHandler handler = second.Subscribe("mirror", (_, _) => Task.Delay(1, Token));
        await DurableBus.UntilAsync(() => handler.Events.Any(e => e.Id == "urgent"));

        Assert.InRange(handler.Events.ToList().FindIndex(e => e.Id == "urgent"), 0, 1_100);
    }

    [Fact]
    public async Task Old_events_are_removed_by_age_and_settled_ones_by_size()
    {
        await using DurableBus bus = new(JournalPath);
        await bus.Bus.PublishAsync(TestEvent.Create("old") with { Time = TimeProvider.System.GetUtcNow().AddDays(-31) }, Token);
        await bus.Bus.PublishAsync([.. Enumerable.Range(0, 5_000).Select(n => TestEvent.Number(n) with { Time = TimeProvider.System.GetUtcNow() })], Token);
        await using JournalRetention byAge = new(bus.Journal, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.Equal(1, await byAge.ApplyAsync(Token));

        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RecordingHandler handler = await bus.SubscribeActiveAsync("mirror", (_, token) => gate.Task.WaitAsync(token));
        await bus.Bus.PublishAsync([.. Enumerable.Range(5_000, 3_000).Select(n => TestEvent.Number(n) with { Time = TimeProvider.System.GetUtcNow() })], Token);
        await using JournalRetention bySize = new(bus.Journal, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance) { MaxBytes = 100_000 };
        Assert.Equal(5_000, await bySize.ApplyAsync(Token));
        gate.SetResult();
        await handler.CountAsync(3_000);
        Assert.Equal(Enumerable.Range(5_000, 3_000).Select(n => "n" + n), handler.Events.Select(e => e.Id), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_delivery_that_was_removed_is_known_for_a_week_more_and_other_events_are_not()
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
        Event delivery = TestEvent.Create("delivery") with { Time = time.GetUtcNow().AddDays(-31), Connection = "github" };
        Event own = TestEvent.Create("own") with { Time = time.GetUtcNow().AddDays(-31) };
        await using DurableBus bus = new(JournalPath);
        long first = (await bus.Bus.PublishAsync(delivery, Token)).Event.Sequence;
        await bus.Bus.PublishAsync(own, Token);
        await using JournalRetention retention = new(bus.Journal, time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.Equal(2, await retention.ApplyAsync(Token));

        PublishResult again = await bus.Bus.PublishAsync(delivery, Token);
        Assert.Equal((PublishOutcome.Duplicate, first), (again.Outcome, again.Event.Sequence));
        Assert.Equal(PublishOutcome.Stored, (await bus.Bus.PublishAsync(own, Token)).Outcome);

        time.Advance(TimeSpan.FromDays(8));
        await retention.ApplyAsync(Token);
        Assert.Equal(PublishOutcome.Stored, (await bus.Bus.PublishAsync(delivery, Token)).Outcome);
    }

    [Fact]
    public async Task The_figures_of_bus_and_journal_say_what_happened()
    {
        await using DurableBus bus = new(JournalPath);
        RecordingHandler handler = await bus.SubscribeActiveAsync("mirror", (e, _) => e.Id == "n0" ? throw new InvalidOperationException("no") : Task.CompletedTask, EventRetryPolicy.None);
        await bus.PublishManyAsync(0, 10);
        await bus.PublishManyAsync(0, 2);
        await bus.Bus.PublishVolatileAsync(TestEvent.Create("v"), Token);
        await Assert.ThrowsAsync<DevFlowException>(async () => await bus.Bus.PublishAsync(TestEvent.Create(""), Token));
        await handler.CountAsync(11);
        await DurableBus.UntilAsync(() => bus.Bus.Subscriptions[0].DeadLettered == 1);

        EventStatistics statistics = await bus.Bus.GetStatisticsAsync(Token);

        // The failure was published too.
        Assert.Equal((11, 1, 2, 1, 11, 1), (statistics.Stored, statistics.Volatile, statistics.Duplicates, statistics.Refused, statistics.JournalEvents, statistics.DeadLetters));
        Assert.Equal((10, 1, 1), (statistics.Handled, statistics.Failed, statistics.Handlers));
        Assert.True(statistics.JournalBytes > 0);
    }
}
