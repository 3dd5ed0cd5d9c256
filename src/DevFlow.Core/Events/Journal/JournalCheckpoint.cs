using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DevFlow.Core.Events;

/// <summary>
/// Moves what is in the -wal file into the main one beside the writing task. Left to itself SQLite does it within a commit, whose
/// publishers then wait for the whole file: a tenth of a second for 32 MB, where a commit takes a millisecond or two.
/// </summary>
internal sealed class JournalCheckpoint(Func<SqliteConnection> connect)
{
    private const long BeginPages = 2_000;

    // What is left for the writing task, which alone can end a -wal file that grows all the time.
    private const long RestPages = 32;
    private const int Rounds = 8;

    private long _written;
    private Task _moving = Task.CompletedTask;
    private bool _isRestLeft;

    /// <summary>Counts a transaction that is on disk; called by the writing task when nobody waits for it any more.</summary>
    public void Count(SqliteConnection writer)
    {
        // Not by events: in a large transaction many share a page, and a file moved too often is flushed too often.
        _ = raw.sqlite3_db_status(writer.Handle!, raw.SQLITE_DBSTATUS_CACHE_WRITE, out int pages, out _, resetFlg: 1);
        _written += pages;
        if (!_moving.IsCompleted)
        {
            return;
        }

        if (_isRestLeft)
        {
            _isRestLeft = false;
            Move(writer);
        }
        else if (_written >= BeginPages)
        {
            _written = 0;
            _isRestLeft = true;
            _moving = DetachedTask.Run(MoveMostAsync);
        }
    }

    /// <summary>Waits until nothing is being moved: the file is about to be closed.</summary>
    public Task FinishAsync() => _moving;

    // Each round moves what came while the one before was at work, which is less every time.
    private Task MoveMostAsync()
    {
        try
        {
            using SqliteConnection own = connect();
            for (int round = 0; round < Rounds && Move(own) > RestPages; round++)
            {
            }
        }
        catch (Exception failure) when (failure is SqliteException or DevFlowException)
        {
            // Nothing is lost by it: SQLite itself moves the pages once there are far more.
        }

        return Task.CompletedTask;
    }

    // https://sqlite.org/pragma.html#pragma_wal_checkpoint: busy, pages in the file, pages moved. Passive waits for nobody.
    private static long Move(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read() ? row.GetInt64(1) - row.GetInt64(2) : 0;
    }
}
