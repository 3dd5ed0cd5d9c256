using System.Globalization;
using System.Text;
using DevFlow.Core.Events;
using DevFlow.Core.Files;
using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Webhooks;

/// <summary>The table of the delivery log. Nothing in it is needed by anybody but its reader, so a commit does not wait for the disk.</summary>
internal static class WebhookLogTable
{
    // received: UTC ticks; duration: ticks.
    private const string Create = """
        PRAGMA busy_timeout = 5000;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = OFF;
        CREATE TABLE IF NOT EXISTS delivery (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          received INTEGER NOT NULL,
          listener TEXT NOT NULL COLLATE NOCASE,
          source TEXT NOT NULL COLLATE NOCASE,
          outcome INTEGER NOT NULL,
          status INTEGER NOT NULL,
          reason TEXT,
          client TEXT,
          bytes INTEGER NOT NULL,
          duration INTEGER NOT NULL,
          secret INTEGER NOT NULL,
          topic TEXT,
          event_id TEXT,
          event_seq INTEGER NOT NULL
        ) STRICT;
        """;

    private const string Columns = "received, listener, source, outcome, status, reason, client, bytes, duration, secret, topic, event_id, event_seq";

    public static SqliteConnection Open(string path)
    {
        PrivateFile.EnsureDatabase(path);
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            connection.Open();
            JournalSchema.Execute(connection, Create);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static void Insert(SqliteConnection connection, IReadOnlyList<WebhookDelivery> lines)
    {
        using BoundStatement insert = new(connection, $"INSERT INTO delivery ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        foreach (WebhookDelivery line in lines)
        {
            insert.Bind(1, line.ReceivedAt.UtcTicks);
            insert.Bind(2, line.Listener);
            insert.Bind(3, line.Source);
            insert.Bind(4, (long)line.Outcome);
            insert.Bind(5, line.Status);
            insert.Bind(6, line.Reason);
            insert.Bind(7, line.Client);
            insert.Bind(8, line.Bytes);
            insert.Bind(9, line.Duration.Ticks);
            insert.Bind(10, (long)line.Match);
            insert.Bind(11, line.Topic);
            insert.Bind(12, line.EventId);
            insert.Bind(13, line.EventSequence);
            insert.Run();
        }
    }

    public static void Prune(SqliteConnection connection, DateTimeOffset before, long most) => JournalSchema.Execute(connection, string.Create(
        CultureInfo.InvariantCulture,
        $"DELETE FROM delivery WHERE received < {before.UtcTicks} OR seq <= (SELECT max(seq) FROM delivery) - {most}"));

    public static List<WebhookDelivery> Read(SqliteConnection connection, WebhookLogQuery query)
    {
        StringBuilder where = new("seq > $after");
        List<(string, object)> parameters = [("$after", query.AfterSequence)];
        Add("source = ", query.Source);
        Add("listener = ", query.Listener);
        Add("outcome = ", (long?)query.Outcome);
        Add("received >= ", query.Since?.UtcTicks);
        Add("received < ", query.Until?.UtcTicks);
        Add("event_id = ", query.EventId);
        parameters.Add(("$most", query.Newest ?? -1L));
        return JournalSql.Read(
            connection,
            $"SELECT * FROM (SELECT seq, {Columns} FROM delivery WHERE {where} ORDER BY seq DESC LIMIT $most) ORDER BY seq",
            Map,
            [.. parameters]);

        void Add(string condition, object? value)
        {
            if (value is not null)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"$p{parameters.Count}");
                where.Append(" AND ").Append(condition).Append(name);
                parameters.Add((name, value));
            }
        }
    }

    private static WebhookDelivery Map(SqliteDataReader row) => new()
    {
        Sequence = row.GetInt64(0),
        ReceivedAt = new DateTimeOffset(row.GetInt64(1), TimeSpan.Zero),
        Listener = row.GetString(2),
        Source = row.GetString(3),
        Outcome = (WebhookOutcome)row.GetInt32(4),
        Status = row.GetInt32(5),
        Reason = row.IsDBNull(6) ? null : row.GetString(6),
        Client = row.IsDBNull(7) ? null : row.GetString(7),
        Bytes = row.GetInt64(8),
        Duration = TimeSpan.FromTicks(row.GetInt64(9)),
        Match = (WebhookSecretMatch)row.GetInt32(10),
        Topic = row.IsDBNull(11) ? null : row.GetString(11),
        EventId = row.IsDBNull(12) ? null : row.GetString(12),
        EventSequence = row.GetInt64(13),
    };
}
