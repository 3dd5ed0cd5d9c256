using DevFlow.Core.Events;
using DevFlow.Core.Tests.Events.Correlation;
using DevFlow.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Core.Tests.Events;

/// <summary>Attempts count over the end of the process that made them.</summary>
public sealed class CrashAttemptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_event_that_kills_the_process_in_each_attempt_ends_as_a_dead_letter_and_the_handler_goes_on()
    {
        List<string[]> runs = [];
        ProcessResult run;
        do
        {
            run = await RunningProcess.RunAsync(JournalHost.Options("poison", _folder.Path), Token);
            runs.Add([.. run.Lines]);
        }
        while (run.ExitCode != 0 && runs.Count < 10);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["before 1", "throws 1", "throws 2", "poison 1"], runs[0]);
        Assert.Equal(["poison 1", "poison 2", "poison 3", "after 1"], runs.Select(static lines => lines[^1]));

        await using DurableBus bus = new(_folder.File("journal.db"));
        DeadLetter letter = Assert.Single(await bus.LettersAsync());
        Assert.Equal(("fragile", "poison"), (letter.Handler, letter.Event.Id));
        Assert.Equal([1, 2, 3], letter.Attempts.Select(static attempt => attempt.Number));
        Assert.All(letter.Attempts, static attempt => Assert.Equal("The process ended while the handler was at work.", attempt.Error));
        Assert.Equal(0, await CountAttemptsAsync(bus));
        Assert.Empty(MarkFiles());
    }

    [Fact]
    public async Task Failed_attempts_count_on_in_the_next_process()
    {
        string path = _folder.File("journal.db");
        EventRetryPolicy late = new() { MaxAttempts = 2, Delay = TimeSpan.FromHours(1) };
        await using (DurableBus first = new(path))
        {
            RecordingHandler failing = await first.SubscribeActiveAsync("mirror", (e, _) => throw new InvalidOperationException("first " + e.Id), late);
            await first.PublishManyAsync(0, 2);
            await failing.CountAsync(2);
            await DurableBus.UntilAsync(() => first.Bus.Subscriptions[0].Failed == 2);
        }

        await using DurableBus next = new(path);
        RecordingHandler resumed = next.Subscribe("mirror", (e, _) => e.Id == "n0" ? throw new InvalidOperationException("second") : Task.CompletedTask, late);
        await resumed.CountAsync(2);
        await DurableBus.UntilAsync(() => next.Bus.Subscriptions[0] is { DeadLettered: 1, Handled: 1 });

        Assert.Equal(["first n0", "second"], Assert.Single(await next.LettersAsync()).Attempts.Select(static attempt => attempt.Error));
        while (await CountAttemptsAsync(next) > 0)
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task An_event_that_a_process_was_stopped_in_is_not_counted()
    {
        string path = _folder.File("journal.db");
        EventRetryPolicy once = new() { MaxAttempts = 1 };
        await using (DurableBus first = new(path))
        {
            TaskCompletionSource working = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await first.SubscribeActiveAsync("mirror", async (_, token) =>
            {
                working.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            }, once);
            await first.PublishManyAsync(0, 1);
            await working.Task.WaitAsync(Token);
            Assert.Single(MarkFiles());
        }

        Assert.Empty(MarkFiles());
        await using DurableBus next = new(path);
        RecordingHandler resumed = next.Subscribe("mirror", retry: once);
        await resumed.CountAsync(1);
        Assert.Empty(await next.LettersAsync());
    }

    [Fact]
    public void The_marks_of_a_process_that_ended_are_read_and_what_is_no_mark_is_left_out()
    {
        string path = LaneMarks.PathOf(_folder.File("journal.db"), 7, "Mirror");
        Assert.Equal(path, LaneMarks.PathOf(_folder.File("journal.db"), 7, "mIRROR"));
        Assert.Empty(LaneMarks.Read(path).Interrupted);

        // The first lane is at work on 11 and has settled 9; the second one has just settled 256.
        byte[] first = [11, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, .. new byte[8_191 * 8]];
        File.WriteAllBytes(path, [.. first, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 7, 7]);
        Assert.Equal([9, 256], LaneMarks.Read(path).Settled.Order());
        Assert.Equal([KeyValuePair.Create(11L, 1)], LaneMarks.Read(path).Interrupted);

        File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)0xff, 100_000)]);
        Assert.Empty(LaneMarks.Read(path).Interrupted);
    }

    [Fact]
    public void A_process_that_lives_has_its_marks_for_itself_and_takes_them_away_at_the_end()
    {
        string path = LaneMarks.PathOf(_folder.File("journal.db"), 7, "mirror");
        using (LaneMarks marks = LaneMarks.Create(path, NullLogger.Instance))
        {
            marks.Begin(0, 11, 1);
            Assert.Empty(LaneMarks.Read(path).Interrupted);
            Assert.Single(MarkFiles());
        }

        Assert.Empty(MarkFiles());
    }

    [Fact]
    public void Where_marks_cannot_be_written_a_log_line_says_so_and_the_handler_goes_on()
    {
        LogLines log = new();
        using LaneMarks marks = LaneMarks.Create(Path.Combine(_folder.Path, "missing", "file"), log.CreateLogger<LaneMarks>());
        marks.Begin(0, 1, 1);
        marks.End(0);
        Assert.Contains("missing", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    private string[] MarkFiles() => Array.FindAll(Directory.GetFiles(_folder.Path), static file => file.Contains("journal.db.", StringComparison.Ordinal));

    private static Task<long> CountAttemptsAsync(DurableBus bus) => bus.Journal.LookUpAsync(
        static connection => JournalSql.Read(connection, "SELECT count(*) FROM handler_attempt", static row => row.GetInt64(0))[0], Token);
}
