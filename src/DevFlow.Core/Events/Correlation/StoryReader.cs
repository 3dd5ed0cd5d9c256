using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Events.Correlation;

/// <summary>
/// Looks stories up without writing: which one keys belong to by now, and by which names one goes. Safe for use by several
/// threads; keeps one connection, opened on first need and again after a failure.
/// </summary>
internal sealed class StoryReader(Func<SqliteConnection> connect, string path) : IDisposable
{
    // What CorrelationGroups.Join would come to: of the stories that hold any of it, the one seen first.
    private const string StoryOfKeys = """
        WITH RECURSIVE above (id, parent) AS (
          SELECT id, parent FROM correlation_group WHERE name = $given
          UNION SELECT part.id, part.parent FROM json_each($keys) AS wanted
            CROSS JOIN correlation_key AS named ON named.key = wanted.value
            CROSS JOIN correlation_group AS part ON part.id = named.member_of
          UNION SELECT whole.id, whole.parent FROM correlation_group AS whole JOIN above ON whole.id = above.parent)
        SELECT name FROM correlation_group JOIN above USING (id) WHERE above.parent IS NULL ORDER BY id LIMIT 1
        """;

    private readonly Lock _gate = new();
    private SqliteConnection? _connection;
    private long _opened;
    private bool _isClosed;

    /// <summary>Another number after each change of the journal by anybody.</summary>
    /// <exception cref="DevFlowException">The file cannot be read; <see cref="ErrorReason.JournalUnusable"/>.</exception>
    // https://sqlite.org/pragma.html#pragma_data_version: 32 bits, and worth nothing for another connection.
    public long Version => Read(
        connection => (_opened << 32) + JournalSql.Read(connection, "PRAGMA data_version", static row => row.GetInt64(0))[0]);

    /// <summary>The story that keys, or the correlation an event came with, belong to; null where there is none yet.</summary>
    /// <inheritdoc cref="Version"/>
    public string? Find(IReadOnlyList<string> keys, string given) => Read(connection => JournalSql.Read(
        connection, StoryOfKeys, static row => row.GetString(0), ("$given", given), ("$keys", JsonSerializer.Serialize(keys))).FirstOrDefault());

    /// <summary>All names under which events of a story are stored; the first is the one it goes by today.</summary>
    /// <inheritdoc cref="Version"/>
    public IReadOnlyList<string> NamesOf(string correlation) => Read(connection => JournalSql.Read(
        connection, CorrelationGroups.NamesOfStory, static row => row.GetString(0), ("$correlation", correlation))) is { Count: > 0 } names ? names : [correlation];

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Close();
        }
    }

    private T Read<T>(Func<SqliteConnection, T> read)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            try
            {
                return read(_connection ??= Open());
            }
            catch (SqliteException exception)
            {
                Close();
                throw JournalError.From(path, exception);
            }
        }
    }

    private SqliteConnection Open()
    {
        SqliteConnection opened = connect();
        _opened++;
        return opened;
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
