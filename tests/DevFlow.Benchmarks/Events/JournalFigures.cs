using System.Diagnostics;
using DevFlow.Benchmarks.Figures;
using DevFlow.Core.Events;
using Microsoft.Data.Sqlite;

namespace DevFlow.Benchmarks.Events;

/// <summary>What the journal costs beside SQLite itself, and whether its size matters.</summary>
internal static class JournalFigures
{
    private const int Batch = 1_000;
    private const int RowsOfALongHistory = 5_000_000;

    private static readonly string[] Topics = ["github.issues.opened", "github.push", "gitlab.pipeline.success", "jira.issue.updated", "slack.event.message"];

    public static async Task DurableAsync(Report report, CancellationToken cancellationToken)
    {
        const int Batches = 20;
        List<double> ours = [];
        List<double> raw = [];
        for (int round = 0; round < 6; round++)
        {
            // In turns, each on a new file: what else the machine does hits both alike.
            await using BenchBus fixture = new();
            await fixture.Bus.PublishAsync(Events(1), cancellationToken);
            double our = await PublishAsync(fixture.Bus, Batches, cancellationToken);
            double bare = Insert(fixture.Journal, Batches);
            if (round > 0)
            {
                ours.Add(our);
                raw.Add(bare);
            }
        }

        Sample publish = new(ours);
        Sample insert = new(raw);
        report.Figure("events.durable", publish.Median, insert.Median, "events/s");
        report.Note($"batches of {Batch}; the baseline inserts the same rows, with the same indexes, by one prepared statement, a transaction a batch, into a second file");
        report.Spread("events.durable ours", publish, "events/s");
        report.Spread("events.durable baseline", insert, "events/s");
        report.AtMost("events.durable baseline/ours", insert.Median / publish.Median, 2);
    }

    public static async Task GrowthAsync(Report report, CancellationToken cancellationToken)
    {
        const int Batches = 20;
        List<double> empty = [];
        List<double> full = [];
        await using BenchBus large = new();
        await large.Bus.PublishAsync(Events(1), cancellationToken);
        Fill(large.Journal, RowsOfALongHistory);
        for (int round = 0; round < 6; round++)
        {
            await using BenchBus small = new();
            await small.Bus.PublishAsync(Events(1), cancellationToken);
            double few = 1e6 / await PublishAsync(small.Bus, Batches, cancellationToken);
            double many = 1e6 / await PublishAsync(large.Bus, Batches, cancellationToken);
            if (round > 0)
            {
                empty.Add(few);
                full.Add(many);
            }
        }

        Sample grown = new(full);
        Sample fresh = new(empty);
        report.Figure("events.growth_journal", grown.Median, fresh.Median, "us");
        report.Note($"a durable event of a batch of {Batch}, over {RowsOfALongHistory:N0} events in the journal and over none");
        report.Spread("events.growth_journal ours", grown, "us");
        report.Spread("events.growth_journal baseline", fresh, "us");
        report.AtMost("events.growth_journal ratio", grown.Median / fresh.Median, 1.5);
    }

    private static async Task<double> PublishAsync(EventBus bus, int batches, CancellationToken cancellationToken)
    {
        Event[][] events = [.. Enumerable.Range(0, batches).Select(static _ => Events(Batch))];
        long start = Stopwatch.GetTimestamp();
        foreach (Event[] batch in events)
        {
            await bus.PublishAsync(batch, cancellationToken);
        }

        return batches * Batch / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // The table, the indexes and the settings of a connection are the journal's own: a copy of its file without the rows.
    private static double Insert(Journal journal, int batches)
    {
        string path = journal.FilePath + ".raw";
        using SqliteConnection connection = JournalConnection.Open(path, TimeSpan.FromSeconds(5));
        Event[][] events = [.. Enumerable.Range(0, batches).Select(static _ => Events(Batch))];
        using SqliteCommand insert = Prepare(connection);
        long start = Stopwatch.GetTimestamp();
        foreach (Event[] batch in events)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            foreach (Event e in batch)
            {
                object[] values = [e.Id, e.Source, e.Type, e.Topic, e.Time.UtcTicks, DBNull.Value, e.Id, DBNull.Value, e.PartitionKey!, DBNull.Value, (long)e.Priority, DBNull.Value, DBNull.Value, DBNull.Value, 0L, 1L, e.Payload.Utf8.ToArray()];
                for (int i = 0; i < values.Length; i++)
                {
                    insert.Parameters[i].Value = values[i];
                }

                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return batches * Batch / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static SqliteCommand Prepare(SqliteConnection connection)
    {
        SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = """
            INSERT INTO event (id, source, type, topic, time, subject, correlation, causation, partition_key, connection,
              priority, content_type, trace_parent, trace_state, hops, writer, data)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            """;
        for (int i = 0; i < 17; i++)
        {
            insert.Parameters.Add("$" + i, i is 4 or 10 or 14 or 15 ? SqliteType.Integer : i == 16 ? SqliteType.Blob : SqliteType.Text);
        }

        insert.Prepare();
        return insert;
    }

    // In one statement: five million publishes would take minutes, and it is what is there that counts, not how it came. The
    // ids rise, as those of version 7 do.
    private static void Fill(Journal journal, int rows)
    {
        using SqliteConnection connection = JournalConnection.Open(journal.FilePath, TimeSpan.FromSeconds(60));
        using SqliteCommand fill = connection.CreateCommand();
        fill.CommandText = """
            PRAGMA synchronous = OFF;
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $rows)
            INSERT INTO event (id, source, type, topic, time, correlation, partition_key, priority, hops, writer, data)
            SELECT printf('00000000-%012d-0000-000000000000', i), 'devflow:bench', 'x', printf('github.topic%d.opened', i % 50), i, printf('00000000-%012d-0000-000000000000', i),
              printf('octocat/hello#%d', i % 64), 2, 0, 1, CAST('{"action":"opened","issue":{"number":7,"title":"A bug"}}' AS BLOB) FROM n;
            PRAGMA wal_checkpoint(TRUNCATE);
            """;
        fill.Parameters.AddWithValue("$rows", rows);
        fill.CommandTimeout = 600;
        fill.ExecuteNonQuery();
    }

    private static Event[] Events(int count) => [.. Enumerable.Range(0, count).Select(static n => BenchBus.Sample(n, Topics[n % Topics.Length]) with { Time = TimeProvider.System.GetUtcNow() })];
}
