using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Events;

/// <summary>
/// The one statement that matters for speed: it stores an event the journal does not have and, where a platform delivered it, has not had
/// (<see cref="RemovedDeliveries"/>). Without a RETURNING clause, which would build a table for every row.
/// </summary>
internal sealed class EventInsert : IDisposable
{
    // Only what came in from elsewhere has a connection. An upsert from a SELECT needs its WHERE: https://sqlite.org/lang_upsert.html, 2.2.
    private const string Sql = """
        INSERT INTO event (id, source, type, topic, time, subject, correlation, causation, partition_key, connection,
          priority, content_type, trace_parent, trace_state, hops, writer, data)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17
        WHERE ?10 IS NULL OR NOT EXISTS (SELECT 1 FROM removed_delivery WHERE id = ?1 AND source = ?2)
        ON CONFLICT (id, source) DO NOTHING
        """;

    private readonly BoundStatement _insert;
    private readonly long _writer;

    /// <param name="connection">An open journal; not disposed with this.</param>
    /// <param name="writer">The number by which the journal finds its own events.</param>
    public EventInsert(SqliteConnection connection, long writer)
    {
        _insert = new BoundStatement(connection, Sql);
        _writer = writer;
    }

    /// <returns>The event's sequence; null where the journal has an event of this id and source, or had the delivery.</returns>
    public long? Run(Event e)
    {
        _insert.Bind(1, e.Id);
        _insert.Bind(2, e.Source);
        _insert.Bind(3, e.Type);
        _insert.Bind(4, e.Topic);
        _insert.Bind(5, e.Time.UtcTicks);
        _insert.Bind(6, e.Subject);
        _insert.Bind(7, e.CorrelationId);
        _insert.Bind(8, e.CausationId);
        _insert.Bind(9, e.PartitionKey);
        _insert.Bind(10, e.Connection);
        _insert.Bind(11, (long)e.Priority);
        _insert.Bind(12, e.DataContentType == Event.JsonContentType ? null : e.DataContentType);
        _insert.Bind(13, e.TraceParent);
        _insert.Bind(14, e.TraceState);
        _insert.Bind(15, e.Hops);
        _insert.Bind(16, _writer);
        _insert.Bind(17, e.Payload.Utf8);
        return _insert.Run() == 1 ? _insert.LastRow : null;
    }

    public void Dispose() => _insert.Dispose();
}
