using DevFlow.Core.Events.Correlation;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>One connection with the prepared statements that store a batch of events in one transaction.</summary>
internal sealed class JournalWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly EventInsert _insert;
    private readonly SqliteCommand _find;
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);
    private readonly SqliteParameter _findId;
    private readonly SqliteParameter _findSource;

    /// <param name="connection">An open journal; disposed with this.</param>
    /// <param name="writer">The number by which this journal finds its own events.</param>
    /// <param name="lastSequence">
    /// The greatest sequence this process has seen. A file that was replaced meanwhile goes on from there: handlers
    /// skip what is not above the sequence they handled last.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of stories that turn out to be one.</param>
    public JournalWriter(SqliteConnection connection, long writer, long lastSequence, TimeProvider time, ILogger logger)
    {
        _connection = connection;
        Stories = new CorrelationGroups(connection, time, logger);
        _begin = Command("BEGIN IMMEDIATE");
        _commit = Command("COMMIT");
        _rollback = Command("ROLLBACK");
        _insert = new EventInsert(connection, writer);
        _find = Command("SELECT seq, correlation, causation FROM event WHERE id = $id AND source = $source");
        _findId = Parameter(_find, "$id", SqliteType.Text);
        _findSource = Parameter(_find, "$source", SqliteType.Text);
        ContinueAfter(lastSequence);
    }

    /// <summary>Does all the work in one transaction; when it returns, that is on disk.</summary>
    /// <param name="batch">The work.</param>
    /// <param name="committing">Called before the commit: from then on a failure does not tell whether it is on disk.</param>
    public void Write(IReadOnlyList<JournalWork> batch, Action committing)
    {
        _begin.ExecuteNonQuery();
        try
        {
            Stories.Begin();
            foreach (JournalWork work in batch)
            {
                work.Execute(this);
            }

            committing();
            _commit.ExecuteNonQuery();
        }
        catch
        {
            TryRollback();
            throw;
        }
    }

    /// <summary>Lets pages be moved, where it is time to.</summary>
    public void Checkpoint(JournalCheckpoint checkpoint) => checkpoint.Count(_connection);

    /// <summary>The stories, for work within the transaction.</summary>
    public CorrelationGroups Stories { get; }

    public AppendResult Append(Event e)
    {
        if (e.CorrelationKeys is { Count: > 0 } keys)
        {
            e = e with { CorrelationId = Stories.Join(keys, e.CorrelationId), CorrelationKeys = [] };
        }

        return _insert.Run(e) is { } sequence ? new(e with { Sequence = sequence }, IsDuplicate: false) : Find(e);
    }

    /// <summary>Runs a statement that returns nothing; it is prepared once for the connection.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        if (!_prepared.TryGetValue(sql, out SqliteCommand? command))
        {
            _prepared.Add(sql, command = Command(sql));
        }

        command.Parameters.Clear();
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command.ExecuteNonQuery();
    }

    public List<T> Read<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string Name, object Value)> parameters) =>
        JournalSql.Read(_connection, sql, map, parameters);

    public void Dispose()
    {
        Stories.Dispose();
        foreach (SqliteCommand command in _prepared.Values)
        {
            command.Dispose();
        }

        _begin.Dispose();
        _commit.Dispose();
        _rollback.Dispose();
        _insert.Dispose();
        _find.Dispose();
        _connection.Dispose();
    }

    private AppendResult Find(Event e)
    {
        _findId.Value = e.Id;
        _findSource.Value = e.Source;
        using SqliteDataReader reader = _find.ExecuteReader();
        if (!reader.Read())
        {
            return RemovedDeliveries.Find(this, e) is { } removed
                ? new(e with { Sequence = removed }, IsDuplicate: true)
                : throw new InvalidOperationException("The journal refused an event as a duplicate of one it does not have.");
        }

        return new(
            e with
            {
                Sequence = reader.GetInt64(0),
                CorrelationId = reader.GetString(1),
                CausationId = reader.IsDBNull(2) ? null : reader.GetString(2),
            },
            IsDuplicate: true);
    }

    // https://sqlite.org/autoinc.html: sqlite_sequence is an ordinary table that may be written.
    private void ContinueAfter(long lastSequence)
    {
        if (lastSequence == 0)
        {
            return;
        }

        using SqliteCommand command = Command("""
            BEGIN IMMEDIATE;
            INSERT INTO sqlite_sequence (name, seq)
              SELECT 'event', $last WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'event');
            UPDATE sqlite_sequence SET seq = $last WHERE name = 'event' AND seq < $last;
            COMMIT;
            """);
        Parameter(command, "$last", SqliteType.Integer).Value = lastSequence;
        command.ExecuteNonQuery();
    }

    private void TryRollback()
    {
        try
        {
            _rollback.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself (disk full, I/O error); the journal closes this connection anyway.
        }
    }

    private SqliteCommand Command(string sql)
    {
        SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constant text, written in this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    private static SqliteParameter Parameter(SqliteCommand command, string name, SqliteType type) =>
        command.Parameters.Add(name, type);
}
