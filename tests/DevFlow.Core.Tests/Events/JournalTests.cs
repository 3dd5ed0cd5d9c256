using System.Text.Json;
using DevFlow.Core.Events;
using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Tests.Events;

public sealed class JournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_acknowledged_event_is_there_with_all_its_attributes_for_the_next_process()
    {
        Event full = TestEvent.Create("1", "github.issues.opened", """{ "deep": {"text":"\u00e4 \ud83d\ude00"}, "n": 1.50 }""") with
        {
            Type = "com.github.issues.opened",
            Subject = "7",
            Time = TestEvent.Noon.AddTicks(3),
            CorrelationId = "story",
            CausationId = "cause",
            PartitionKey = "octocat/hello#7",
            Connection = "work",
        };
        await using (Journal journal = Open())
        {
            AppendResult result = await journal.AppendAsync(full, Token);
            Assert.False(result.IsDuplicate);
            Assert.Equal(1, result.Event.Sequence);
        }

        await using Journal next = Open();
        Event stored = Assert.Single(await ReadAsync(next, new()));
        Assert.Equal(full.GetData().GetRawText(), stored.GetData().GetRawText());
        Assert.Equal(full with { Sequence = 1, Data = default }, stored with { Data = default });
    }

    [Fact]
    public async Task A_copy_of_the_files_taken_while_writing_has_every_event_acknowledged_before()
    {
        await using Journal journal = Open();
        await journal.AppendAsync(TestEvent.Number(0), Token);
        // A reader that holds its snapshot keeps checkpoints from moving pages while the two files are copied.
        await using SqliteConnection holder = new($"Data Source={journal.FilePath};Pooling=False");
        await holder.OpenAsync(Token);
        await using SqliteTransaction snapshot = holder.BeginTransaction(deferred: true);
        await using SqliteCommand look = holder.CreateCommand();
        look.CommandText = "SELECT count(*) FROM event";
        await look.ExecuteScalarAsync(Token);

        int acknowledged = 0;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task writing = Task.Run(
            async () =>
            {
                for (int n = 1; !stop.IsCancellationRequested; n++)
                {
                    await journal.AppendAsync(TestEvent.Number(n), Token);
                    Volatile.Write(ref acknowledged, n);
                }
            },
            Token);
        for (int round = 0; round < 20; round++)
        {
            int goal = Volatile.Read(ref acknowledged) + 10;
            SpinWait.SpinUntil(() => Volatile.Read(ref acknowledged) >= goal || writing.IsCompleted);
            int expected = Volatile.Read(ref acknowledged);
            string copy = _folder.File($"copy{round}.db");
            File.Copy(journal.FilePath, copy);
            File.Copy(journal.FilePath + "-wal", copy + "-wal");
            await using Journal restored = Open(copy);
            HashSet<string> ids = new((await ReadAsync(restored, new())).Select(e => e.Id), StringComparer.Ordinal);
            Assert.All(Enumerable.Range(0, expected + 1), n => Assert.Contains("n" + n, ids));
        }

        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task A_repeated_event_is_a_duplicate_that_names_the_stored_one()
    {
        await using Journal journal = Open();
        await journal.AppendAsync(TestEvent.Number(0), Token);
        AppendResult first = await journal.AppendAsync(TestEvent.Create("same") with { CorrelationId = "first" }, Token);
        AppendResult second = await journal.AppendAsync(TestEvent.Create("same") with { CorrelationId = "second" }, Token);
        AppendResult other = await journal.AppendAsync(TestEvent.Create("same") with { Source = "elsewhere" }, Token);
        Assert.True(second.IsDuplicate);
        Assert.Equal(first.Event.Sequence, second.Event.Sequence);
        Assert.Equal("first", second.Event.CorrelationId);
        Assert.False(other.IsDuplicate);
    }

    [Fact]
    public async Task Of_1000_concurrent_appends_of_one_event_exactly_one_is_not_a_duplicate()
    {
        await using Journal journal = Open();
        AppendResult[] results = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(
            _ => Task.Run(() => journal.AppendAsync(TestEvent.Create("same"), Token).AsTask(), Token)));
        Assert.Single(results, r => !r.IsDuplicate);
        Assert.Single(results.Select(r => r.Event.Sequence).Distinct());
        Assert.Single(await ReadAsync(journal, new()));
    }

    [Fact]
    public async Task Two_journals_on_one_file_share_sequence_and_duplicates()
    {
        await using Journal left = Open();
        await using Journal right = Open();
        AppendResult[] results = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(n => Task.Run(
            () => (n % 2 == 0 ? left : right).AppendAsync(TestEvent.Number(n / 2 % 750), Token).AsTask(), Token)));
        Event[] fresh = [.. results.Where(r => !r.IsDuplicate).Select(r => r.Event)];
        Assert.Equal(750, fresh.Length);
        Assert.Equal(750, fresh.Select(e => e.Sequence).Distinct().Count());
        Assert.Equal(fresh.OrderBy(e => e.Sequence).Select(e => e.Id), (await ReadAsync(right, new())).Select(e => e.Id), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Reading_own_events_leaves_out_those_of_other_writers()
    {
        await using Journal left = Open();
        await using Journal right = Open();
        await left.AppendAsync(TestEvent.Create("left"), Token);
        await right.AppendAsync(TestEvent.Create("right"), Token);
        List<Event> own = [];
        await foreach (Event e in right.ReadOwnAsync(new(), Token))
        {
            own.Add(e);
        }

        Assert.Equal("right", Assert.Single(own).Id);
    }

    [Fact]
    public async Task A_query_returns_what_its_properties_say_in_sequence_order()
    {
        await using Journal journal = Open();
        for (int n = 1; n <= 700; n++)
        {
            await journal.AppendAsync(
                TestEvent.Number(n, n % 2 == 0 ? "github.issues.opened" : "jira.issue.updated") with
                {
                    Time = TestEvent.Noon.AddMinutes(n),
                    CorrelationId = "c" + (n % 7),
                },
                Token);
        }

        Assert.Equal(Enumerable.Range(1, 700).Select(n => (long)n), await Sequences(new()));
        Assert.Equal(350, (await Sequences(new() { Topic = TopicPattern.Parse("GitHub.*.opened") })).Count);
        Assert.Equal(350, (await Sequences(new() { Topic = TopicPattern.Parse("Jira.Issue.Updated") })).Count);
        Assert.Equal([7, 14, 21], await Sequences(new() { CorrelationId = "c0", Limit = 3 }));
        Assert.Equal([42], await Sequences(new() { Id = "n42" }));
        Assert.Equal([699, 700], await Sequences(new() { AfterSequence = 698 }));
        Assert.Equal([699, 700], await Sequences(new() { Since = TestEvent.Noon.AddMinutes(699) }));
        Assert.Equal([1, 2], await Sequences(new() { Until = TestEvent.Noon.AddMinutes(3) }));
        Assert.Equal([700, 699, 698], await Sequences(new() { NewestFirst = true, Limit = 3 }));
        Assert.Equal(700, (await Sequences(new() { NewestFirst = true })).Count);
        Assert.Empty(await Sequences(new() { Since = TestEvent.Noon.AddDays(1) }));
        Assert.Empty(await Sequences(new() { Limit = 0 }));

        async Task<List<long>> Sequences(EventQuery query) => [.. (await ReadAsync(journal, query)).Select(e => e.Sequence)];
    }

    [Fact]
    public async Task A_query_says_the_same_of_a_live_event_as_of_a_stored_one()
    {
        await using Journal journal = Open();
        Event stored = (await journal.AppendAsync(TestEvent.Create("1") with { CorrelationId = "c" }, Token)).Event;
        EventQuery[] queries =
        [
            new(), new() { Id = "1" }, new() { Id = "2" },
            new() { Since = stored.Time }, new() { Since = stored.Time.AddTicks(1) }, new() { Until = stored.Time },
            new() { Until = stored.Time.AddTicks(1) }, new() { AfterSequence = 0 }, new() { AfterSequence = 1 },
            new() { Topic = TopicPattern.Parse("TEST.**") }, new() { Topic = TopicPattern.Parse("test.thing") },
        ];
        foreach (EventQuery query in queries)
        {
            Assert.Equal(query.Matches(stored), (await ReadAsync(journal, query)).Count == 1);
        }
    }

    [Fact]
    public async Task A_slow_reader_holds_no_transaction()
    {
        await using Journal journal = Open();
        await Task.WhenAll(Enumerable.Range(1, 600).Select(n => journal.AppendAsync(TestEvent.Number(n), Token).AsTask()));
        int seen = 0;
        await foreach (Event e in journal.ReadAsync(new(), Token))
        {
            if (seen++ == 0)
            {
                await using SqliteConnection other = new($"Data Source={journal.FilePath};Pooling=False");
                await other.OpenAsync(Token);
                await using SqliteCommand checkpoint = other.CreateCommand();
                checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
                // The first column is 1 where a reader was in the way.
                Assert.Equal(0L, await checkpoint.ExecuteScalarAsync(Token));
            }
        }

        Assert.Equal(600, seen);
    }

    [Fact]
    public async Task Data_with_comments_and_deep_nesting_can_be_read_back()
    {
        string text = "/* why */ " + new string('[', 500) + new string(']', 500);
        JsonDocumentOptions lax = new() { CommentHandling = JsonCommentHandling.Skip, MaxDepth = 1_000 };
        await using Journal journal = Open();
        await journal.AppendAsync(TestEvent.Create("1") with { Data = JsonElement.Parse(text, lax) }, Token);
        Assert.Equal(JsonValueKind.Array, Assert.Single(await ReadAsync(journal, new())).GetData().ValueKind);
    }

    [Fact]
    public async Task The_files_are_private_to_the_user()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no Unix modes.");
        await using Journal journal = Open();
        await journal.AppendAsync(TestEvent.Number(1), Token);
        foreach (string suffix in new[] { "", "-wal", "-shm" })
        {
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(journal.FilePath + suffix));
            }
        }
    }

    [Fact]
    public async Task A_journal_that_is_not_used_makes_no_file()
    {
        await using (Journal journal = Open())
        {
            Assert.False(File.Exists(journal.FilePath));
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private Journal Open(string? path = null) => new(path ?? _folder.File("journal.db"), TimeProvider.System);

    private static async Task<List<Event>> ReadAsync(Journal journal, EventQuery query)
    {
        List<Event> events = [];
        await foreach (Event e in journal.ReadAsync(query, Token))
        {
            events.Add(e);
        }

        return events;
    }
}
