using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DevFlow.Core.Events;

/// <summary>
/// A prepared statement that is bound by position, below ADO.NET, for what runs once for each event: a named parameter is looked up for
/// every row and boxed, which takes longer than the row.
/// </summary>
internal sealed class BoundStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <param name="connection">An open connection; not disposed with this.</param>
    /// <param name="sql">One statement.</param>
    public BoundStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <summary>The row inserted last over the connection.</summary>
    public long LastRow => raw.sqlite3_last_insert_rowid(_database);

    public void Bind(int position, string? value) =>
        Check(value is null ? raw.sqlite3_bind_null(_statement, position) : raw.sqlite3_bind_text(_statement, position, value));

    public void Bind(int position, long value) => Check(raw.sqlite3_bind_int64(_statement, position, value));

    public void Bind(int position, ReadOnlySpan<byte> value) => Check(raw.sqlite3_bind_blob(_statement, position, value));

    /// <summary>Runs it with what is bound, which stays bound.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        _ = Finds();
        return raw.sqlite3_changes(_database);
    }

    /// <summary>Runs it with what is bound, which stays bound.</summary>
    /// <returns>True where there is a row.</returns>
    public bool Finds()
    {
        int code = raw.sqlite3_step(_statement);
        // Says the step's own error once more, and leaves the statement ready for the next run.
        raw.sqlite3_reset(_statement);
        if (code is not raw.SQLITE_DONE and not raw.SQLITE_ROW)
        {
            Check(code);
        }

        return code == raw.SQLITE_ROW;
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
