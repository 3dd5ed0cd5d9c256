using DevFlow.Core.Events;
using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Tests.Events;

public sealed class JournalFailureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string JournalPath => _folder.File("journal.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_in_place_of_the_file_is_named_and_the_journal_works_once_it_is_gone()
    {
        Directory.CreateDirectory(JournalPath);
        await using Journal journal = Open();
        DevFlowException error = await RefusedAsync(journal);
        Assert.Contains("is a folder", error.Message, StringComparison.Ordinal);
        Directory.Delete(JournalPath);
        Assert.False((await journal.AppendAsync(TestEvent.Number(1), Token)).IsDuplicate);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_untouched()
    {
        await File.WriteAllTextAsync(JournalPath, new string('x', 5_000), Token);
        await using Journal journal = Open();
        Assert.Contains("is not a database", (await RefusedAsync(journal)).Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 5_000), await File.ReadAllTextAsync(JournalPath, Token));
        File.Delete(JournalPath);
        await journal.AppendAsync(TestEvent.Number(1), Token);
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_untouched()
    {
        Run("CREATE TABLE theirs (x)");
        byte[] before = await File.ReadAllBytesAsync(JournalPath, Token);
        await using Journal journal = Open();
        Assert.Contains("another program", (await RefusedAsync(journal)).Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(JournalPath, Token));
    }

    [Fact]
    public async Task A_newer_format_is_refused_with_the_advice_to_update()
    {
        await using (Journal journal = Open())
        {
            await journal.AppendAsync(TestEvent.Number(1), Token);
        }

        Run("PRAGMA user_version = 99");
        await using Journal older = Open();
        DevFlowException error = await RefusedAsync(older);
        Assert.Contains("format 99", error.Message, StringComparison.Ordinal);
        Assert.Contains("Update DevFlow", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_folder_is_refused_until_it_is_there()
    {
        string folder = _folder.File("home");
        await using Journal journal = new(Path.Combine(folder, "journal.db"), TimeProvider.System);
        await RefusedAsync(journal);
        Directory.CreateDirectory(folder);
        await journal.AppendAsync(TestEvent.Number(1), Token);
    }

    [Fact]
    public async Task A_lock_that_lasts_fails_the_append_and_the_next_one_works()
    {
        await using Journal journal = Open();
        await journal.AppendAsync(TestEvent.Number(0), Token);
        await using SqliteConnection other = await LockAsync();
        Assert.Contains("locked by another program", (await RefusedAsync(journal)).Message, StringComparison.Ordinal);
        await other.DisposeAsync();
        Assert.Equal(2, (await journal.AppendAsync(TestEvent.Number(1), Token)).Event.Sequence);
    }

    [Fact]
    public async Task A_damaged_file_is_reported_by_reader_and_writer()
    {
        await using (Journal journal = Open())
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(n => journal.AppendAsync(TestEvent.Number(n), Token).AsTask()));
        }

        byte[] bytes = await File.ReadAllBytesAsync(JournalPath, Token);
        bytes.AsSpan(4_096).Fill(0xA5);
        await File.WriteAllBytesAsync(JournalPath, bytes, Token);
        await using Journal damaged = Open();
        Assert.Contains("is damaged", (await RefusedAsync(damaged)).Message, StringComparison.Ordinal);
        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(async () =>
        {
            await foreach (Event _ in damaged.ReadAsync(new(), Token))
            {
            }
        });
        Assert.Equal(ErrorReason.JournalUnusable, error.Reason);
    }

    [Fact]
    public async Task A_file_removed_while_open_is_noticed_and_sequences_go_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not remove open files.");
        await using Journal journal = Open();
        await journal.AppendAsync(TestEvent.Number(1), Token);
        await journal.AppendAsync(TestEvent.Number(2), Token);
        Directory.GetFiles(_folder.Path).ToList().ForEach(File.Delete);
        Assert.Equal(3, (await journal.AppendAsync(TestEvent.Number(3), Token)).Event.Sequence);
        await using Journal next = Open();
        Assert.True((await next.AppendAsync(TestEvent.Number(3), Token)).IsDuplicate);
    }

    [Fact]
    public void A_full_disk_is_told_with_what_to_do()
    {
        DevFlowException error = JournalError.From("/x/journal.db", new SqliteException("database or disk is full", 13));
        Assert.Equal(ErrorReason.JournalUnusable, error.Reason);
        Assert.Contains("/x/journal.db", error.Message, StringComparison.Ordinal);
        Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
        Assert.Contains("Free some space", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_withdraws_a_waiting_event_but_not_one_being_written()
    {
        await using Journal journal = new(JournalPath, TimeProvider.System) { BusyTimeout = TimeSpan.FromSeconds(60) };
        await journal.AppendAsync(TestEvent.Number(0), Token);
        // The first event's publisher is answered a moment before its transaction counts as over.
        Assert.True(SpinWait.SpinUntil(() => journal.InFlight == 0, TimeSpan.FromSeconds(30)));
        await using SqliteConnection other = await LockAsync();
        using CancellationTokenSource first = new();
        using CancellationTokenSource second = new();
        Task<AppendResult> writing = journal.AppendAsync(TestEvent.Create("writing"), first.Token).AsTask();
        Assert.True(SpinWait.SpinUntil(() => journal.InFlight == 1, TimeSpan.FromSeconds(30)));
        await first.CancelAsync();
        Assert.False(writing.IsCompleted);
        Task<AppendResult> waiting = journal.AppendAsync(TestEvent.Create("waiting"), second.Token).AsTask();
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await other.DisposeAsync();
        await writing;
        List<string> ids = [];
        await foreach (Event e in journal.ReadAsync(new(), Token))
        {
            ids.Add(e.Id);
        }

        Assert.Equal(["n0", "writing"], ids);
    }

    [Fact]
    public async Task Whoever_appends_during_the_close_gets_an_answer_and_a_good_answer_holds()
    {
        for (int round = 0; round < 10; round++)
        {
            Journal journal = Open(_folder.File($"round{round}.db"));
            await journal.AppendAsync(TestEvent.Create("start"), Token);
            Task<string?>[] appends = [.. Enumerable.Range(0, 6_000).Select(n => Task.Run(() => TryAsync(journal, n), Token))];
            await journal.DisposeAsync();
            string?[] stored = await Task.WhenAll(appends).WaitAsync(TimeSpan.FromSeconds(60), Token);
            await using Journal next = Open(journal.FilePath);
            HashSet<string> ids = [];
            await foreach (Event e in next.ReadAsync(new(), Token))
            {
                ids.Add(e.Id);
            }

            Assert.All(stored.OfType<string>(), id => Assert.Contains(id, ids));
        }

        static async Task<string?> TryAsync(Journal journal, int n)
        {
            try
            {
                return (await journal.AppendAsync(TestEvent.Number(n), Token)).Event.Id;
            }
            catch (DevFlowException e) when (e.Reason == ErrorReason.JournalUnusable)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task A_commit_that_reports_a_failure_after_reaching_the_disk_loses_neither_event_nor_dispatch()
    {
        await using Journal journal = Open();
        List<string> dispatched = [];
        journal.Committed = e => dispatched.Add(e.Id);
        await journal.AppendAsync(TestEvent.Number(0), Token);
        bool fails = true;
        journal.AfterCommit = () =>
        {
            if (fails)
            {
                fails = false;
                throw new SqliteException("disk I/O error", 10);
            }
        };

        AppendResult result = await journal.AppendAsync(TestEvent.Number(1), Token);
        AppendResult repeated = await journal.AppendAsync(TestEvent.Number(1), Token);

        Assert.Equal((false, 2), (result.IsDuplicate, result.Event.Sequence));
        Assert.True(repeated.IsDuplicate);
        Assert.Equal(["n0", "n1"], dispatched);
    }

    [Fact]
    public async Task What_such_a_commit_left_on_disk_is_dispatched_once_the_disk_answers_again_also_when_nobody_publishes()
    {
        await using Journal journal = Open();
        List<string> dispatched = [];
        journal.Committed = e => dispatched.Add(e.Id);
        await journal.AppendAsync(TestEvent.Number(0), Token);
        string moved = _folder.File("moved");
        journal.AfterCommit = () =>
        {
            // The folder is gone at the moment the journal looks what became of its commit.
            journal.AfterCommit = null;
            Directory.CreateDirectory(moved);
            foreach (string file in Directory.GetFiles(_folder.Path))
            {
                File.Move(file, Path.Combine(moved, Path.GetFileName(file)));
            }

            Directory.CreateDirectory(JournalPath);
            throw new SqliteException("disk I/O error", 10);
        };
        await Assert.ThrowsAsync<DevFlowException>(async () => await journal.AppendAsync(TestEvent.Number(1), Token));
        Assert.Equal(["n0"], dispatched);

        Directory.Delete(JournalPath);
        foreach (string file in Directory.GetFiles(moved))
        {
            File.Move(file, Path.Combine(_folder.Path, Path.GetFileName(file)));
        }

        Assert.True(SpinWait.SpinUntil(() => dispatched.Count == 2, TimeSpan.FromSeconds(30)));
        Assert.Equal(["n0", "n1"], dispatched);
    }

    [Fact]
    public async Task A_full_disk_fails_the_publisher_keeps_what_was_acknowledged_and_recovers_by_itself()
    {
        List<string> acknowledged = [];
        await using (Journal full = new(JournalPath, TimeProvider.System) { MaxPages = 60 })
        {
            DevFlowException? error = null;
            for (int n = 0; error is null; n++)
            {
                try
                {
                    acknowledged.Add((await full.AppendAsync(TestEvent.Create("n" + n, data: "\"" + new string('x', 2_000) + "\""), Token)).Event.Id);
                }
                catch (DevFlowException exception)
                {
                    error = exception;
                }
            }

            Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
            Assert.Contains("Free some space", error.RecommendedAction, StringComparison.Ordinal);

            // Room again: the very same journal goes on.
            Assert.Equal(10, await full.ExecuteAsync(writer => writer.Run("DELETE FROM event WHERE seq <= 10"), Token));
            acknowledged.RemoveRange(0, 10);
            acknowledged.Add((await full.AppendAsync(TestEvent.Create("after"), Token)).Event.Id);
        }

        await using Journal next = Open();
        List<string> stored = [];
        await foreach (Event e in next.ReadAsync(new(), Token))
        {
            stored.Add(e.Id);
        }

        Assert.Equal(acknowledged, stored);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_journal_of_an_earlier_format_is_taken_over(int version)
    {
        await using (Journal journal = Open())
        {
            await journal.AppendAsync(TestEvent.Number(1), Token);
        }

        Run("DROP TABLE removed_delivery; PRAGMA user_version = 3;");
        Run(version > 2 ? "" : "DROP TABLE handler_attempt; PRAGMA user_version = 2;");
        Run(version > 1 ? "" : """
            DROP TABLE handler; DROP TABLE handler_position; DROP TABLE dead_letter; DROP INDEX event_priority;
            DROP TABLE correlation_group; DROP TABLE correlation_key;
            ALTER TABLE event DROP COLUMN priority; ALTER TABLE event DROP COLUMN content_type; ALTER TABLE event DROP COLUMN trace_parent;
            ALTER TABLE event DROP COLUMN trace_state; ALTER TABLE event DROP COLUMN hops; PRAGMA user_version = 1;
            """);
        await using Journal newer = Open();
        await newer.AppendAsync(TestEvent.Number(2) with { Priority = EventPriority.High }, Token);
        List<Event> events = [];
        await foreach (Event e in newer.ReadAsync(new(), Token))
        {
            events.Add(e);
        }

        Assert.Equal(0, await newer.ExecuteAsync(writer => writer.Run("DELETE FROM handler_attempt"), Token));
        Assert.Equal([("n1", EventPriority.Normal), ("n2", EventPriority.High)], events.Select(e => (e.Id, e.Priority)));
    }

    private Journal Open(string? path = null) =>
        new(path ?? JournalPath, TimeProvider.System) { BusyTimeout = TimeSpan.FromMilliseconds(200) };

    private async Task<SqliteConnection> LockAsync()
    {
        SqliteConnection other = new($"Data Source={JournalPath};Pooling=False");
        await other.OpenAsync(Token);
        await using SqliteCommand command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync(Token);
        return other;
    }

    private void Run(string sql)
    {
        using SqliteConnection connection = new($"Data Source={JournalPath};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static async Task<DevFlowException> RefusedAsync(Journal journal)
    {
        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(
            async () => await journal.AppendAsync(TestEvent.Create("refused"), Token));
        Assert.Equal(ErrorReason.JournalUnusable, error.Reason);
        Assert.Contains(journal.FilePath, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.RecommendedAction);
        return error;
    }
}
