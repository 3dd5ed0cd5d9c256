using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DevFlow.Core.Events;

/// <summary>
/// The one statement that matters for speed: it stores an event. Bound by position, below ADO.NET, and without a RETURNING
/// clause, it takes a third of the time (a named parameter is looked up for every row; RETURNING builds a table for every row).
/// </summary>
internal sealed class EventInsert : IDisposable
{
    private const string Sql = """
        INSERT INTO event (id, source, type, topic, time, subject, correlation, causation, partition_key, connection,
          priority, content_type, trace_parent, trace_state, hops, writer, data)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id, source) DO NOTHING
        """;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly long _writer;

    /// <param name="connection">An open journal; not disposed with this.</param>
    /// <param name="writer">The number by which the journal finds its own events.</param>
    public EventInsert(SqliteConnection connection, long writer)
    {
        _database = connection.Handle!;
        _writer = writer;
        Check(raw.sqlite3_prepare_v2(_database, Sql, out _statement));
    }

    /// <returns>The event's sequence; null where the journal has an event of this id and source.</returns>
    public long? Run(Event e)
    {
        Bind(1, e.Id);
        Bind(2, e.Source);
        Bind(3, e.Type);
        Bind(4, e.Topic);
        Bind(5, e.Time.UtcTicks);
        Bind(6, e.Subject);
        Bind(7, e.CorrelationId);
        Bind(8, e.CausationId);
        Bind(9, e.PartitionKey);
        Bind(10, e.Connection);
        Bind(11, (long)e.Priority);
        Bind(12, e.DataContentType == Event.JsonContentType ? null : e.DataContentType);
        Bind(13, e.TraceParent);
        Bind(14, e.TraceState);
        Bind(15, e.Hops);
        Bind(16, _writer);
        Check(raw.sqlite3_bind_blob(_statement, 17, e.Payload.Utf8));
        int code = raw.sqlite3_step(_statement);
        // Says the step's own error once more, and leaves the statement ready for the next event.
        raw.sqlite3_reset(_statement);
        if (code != raw.SQLITE_DONE)
        {
            Check(code);
        }

        return raw.sqlite3_changes(_database) == 1 ? raw.sqlite3_last_insert_rowid(_database) : null;
    }

    public void Dispose() => _statement.Dispose();

    private void Bind(int position, string? value) =>
        Check(value is null ? raw.sqlite3_bind_null(_statement, position) : raw.sqlite3_bind_text(_statement, position, value));

    private void Bind(int position, long value) => Check(raw.sqlite3_bind_int64(_statement, position, value));

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
