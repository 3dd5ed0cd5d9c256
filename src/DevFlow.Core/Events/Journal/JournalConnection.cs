using System.Globalization;
using DevFlow.Core.Files;
using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Events;

/// <summary>Opens the journal's file, making it where there is none.</summary>
internal static class JournalConnection
{
    // A delivery of 7 KB is one page instead of two, and each page of a commit takes two writes to the -wal file. A file keeps the size it
    // was made with.
    private const int PageBytes = 8 * 1024;

    // SQLite's defaults (1,000 pages, a cache of 2 MiB) checkpoint after every few batches and evict the pages of
    // the four indexes in between: bulk publishing ran at half the speed.
    // JournalCheckpoint moves pages long before these are full; they bound what it cannot keep up with.
    private const int CheckpointPages = 16_000;
    private const int CacheKibibytes = 16 * 1024;

    // Once a large backlog has been read, a checkpoint gives the space of the -wal file back down to this many bytes.
    private const int WalBytesKept = 64 * 1024 * 1024;

    public static SqliteConnection Open(string path, TimeSpan busyTimeout, long? maxPages = null)
    {
        PrivateFile.EnsureDatabase(path);
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            // A pool would keep the file open after the journal is closed.
            Pooling = false,
            // Whole seconds, 0 is for ever; SQLite's own timer below does the waiting.
            DefaultTimeout = Math.Max(1, (int)busyTimeout.TotalSeconds),
        }.ToString());
        try
        {
            connection.Open();
            JournalSchema.Execute(connection, string.Create(
                CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {(int)busyTimeout.TotalMilliseconds}; PRAGMA page_size = {PageBytes}"));
            // Before anything that changes the file: it may belong to another program.
            JournalSchema.Ensure(connection, path);
            // FULL: in WAL mode NORMAL may lose the last commits at power loss. fullfsync: macOS's fsync alone does not
            // reach the platter, and elsewhere it changes nothing.
            JournalSchema.Execute(connection, string.Create(CultureInfo.InvariantCulture, $"""
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA fullfsync = 1;
                PRAGMA wal_autocheckpoint = {CheckpointPages};
                PRAGMA cache_size = -{CacheKibibytes};
                PRAGMA journal_size_limit = {WalBytesKept};
                """));
            if (maxPages is { } most)
            {
                JournalSchema.Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {most}"));
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
