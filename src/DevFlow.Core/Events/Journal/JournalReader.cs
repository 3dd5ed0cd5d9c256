using System.Text;
using DevFlow.Core.Events.Correlation;
using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Events;

/// <summary>
/// Reads the events of one query page by page. A page is read in one go, so no read transaction is open while the
/// consumer works: an open one would keep the -wal file from shrinking.
/// </summary>
internal sealed class JournalReader : IDisposable
{
    private const int PageEvents = 256;
    private const int PageBytes = 8 * 1024 * 1024;
    private const int PageRowsLookedAt = 16_384;

    private readonly SqliteConnection _connection;
    private readonly EventQuery _query;
    private readonly SqliteCommand _select;
    private readonly SqliteParameter _after;
    private readonly SqliteParameter _before;
    private int _left;

    /// <param name="connection">An open journal; disposed with this.</param>
    /// <param name="query">Which events.</param>
    /// <param name="writer">Only events of this writer; null for all.</param>
    public JournalReader(SqliteConnection connection, EventQuery query, long? writer)
    {
        _connection = connection;
        _query = query;
        _left = query.Limit ?? int.MaxValue;
        _select = connection.CreateCommand();
        _after = _select.Parameters.Add("$after", SqliteType.Integer);
        _before = _select.Parameters.Add("$before", SqliteType.Integer);
        _after.Value = query.AfterSequence ?? 0;
        _before.Value = long.MaxValue;
        Compose(writer);
        SkipToSince();
    }

    /// <summary>True when every event of the query that was in the journal at the latest page has been returned.</summary>
    public bool IsAtEnd { get; private set; }

    public List<Event> ReadPage(CancellationToken cancellationToken)
    {
        List<Event> page = [];
        int rows = 0;
        int bytes = 0;
        using SqliteDataReader reader = _select.ExecuteReader();
        while (page.Count < PageEvents && bytes < PageBytes && rows < PageRowsLookedAt && _left > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!reader.Read())
            {
                IsAtEnd = true;
                return page;
            }

            rows++;
            (_query.NewestFirst ? _before : _after).Value = reader.GetInt64(0);
            if (_query.Topic?.Matches(reader.GetString(4)) ?? true)
            {
                byte[] data = reader.GetFieldValue<byte[]>(16);
                page.Add(ToEvent(reader, data));
                bytes += data.Length;
                _left--;
            }
        }

        IsAtEnd = _left == 0;
        return page;
    }

    public void Dispose()
    {
        _select.Dispose();
        _connection.Dispose();
    }

    private void Compose(long? writer)
    {
        StringBuilder sql = new("""
            SELECT seq, id, source, type, topic, time, subject, correlation, causation, partition_key, connection,
              priority, content_type, trace_parent, trace_state, hops, data
            FROM event WHERE seq > $after AND seq < $before
            """);
        Where(sql, "id = $id", "$id", _query.Id);
        // By all its names: stories that turn out to be one keep in their events what they were called before.
        Where(sql, $"correlation IN (SELECT $correlation UNION SELECT name FROM ({CorrelationGroups.NamesOfStory}))", "$correlation", _query.CorrelationId);
        Where(sql, "topic = $topic", "$topic", _query.Topic is { IsLiteral: true } topic ? topic.Text : null);
        // The plus keeps the planner off these columns' indexes: it would sort the whole range again for every page.
        Where(sql, "+time >= $since", "$since", _query.Since?.UtcTicks);
        Where(sql, "+time < $until", "$until", _query.Until?.UtcTicks);
        Where(sql, "writer = $writer", "$writer", writer);
        Where(sql, "priority = $priority", "$priority", (long?)_query.Priority);
        if (_query.Priority is not null and not EventPriority.Normal)
        {
            // Said in so many words, or the planner does not see that the partial index has them all.
            sql.Append(" AND priority <> 2");
        }

        sql.Append(_query.NewestFirst ? " ORDER BY seq DESC" : " ORDER BY seq");
#pragma warning disable CA2100 // Put together from constants; every value is a parameter.
        _select.CommandText = sql.ToString();
#pragma warning restore CA2100
    }

    private void Where(StringBuilder sql, string condition, string name, object? value)
    {
        if (value is not null)
        {
            sql.Append(" AND ").Append(condition);
            _select.Parameters.AddWithValue(name, value);
        }
    }

    // Walks the index on time once, so that pages need not start at the journal's beginning.
    private void SkipToSince()
    {
        if (_query.Since is not { } since)
        {
            return;
        }

        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = "SELECT min(seq) FROM event INDEXED BY event_time WHERE time >= $since";
        command.Parameters.AddWithValue("$since", since.UtcTicks);
        if (command.ExecuteScalar() is not long first)
        {
            _before.Value = 0;
        }
        else if (first - 1 > (long)_after.Value!)
        {
            _after.Value = first - 1;
        }
    }

    private static Event ToEvent(SqliteDataReader row, byte[] data) => new()
    {
        Sequence = row.GetInt64(0),
        Id = row.GetString(1),
        Source = row.GetString(2),
        Type = row.GetString(3),
        Topic = row.GetString(4),
        Time = new DateTimeOffset(row.GetInt64(5), TimeSpan.Zero),
        Subject = TextOrNull(row, 6),
        CorrelationId = row.GetString(7),
        CausationId = TextOrNull(row, 8),
        PartitionKey = TextOrNull(row, 9),
        Connection = TextOrNull(row, 10),
        Priority = (EventPriority)row.GetInt64(11),
        DataContentType = TextOrNull(row, 12) ?? Event.JsonContentType,
        TraceParent = TextOrNull(row, 13),
        TraceState = TextOrNull(row, 14),
        Hops = row.GetInt32(15),
        Payload = new EventPayload(data),
    };

    private static string? TextOrNull(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
