using System.Globalization;
using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Events;

/// <summary>Creates and recognises the journal's tables.</summary>
internal static class JournalSchema
{
    public const int Version = 1;

    // "DFLW": tells a journal from any other SQLite file, https://sqlite.org/pragma.html#pragma_application_id
    private const int ApplicationId = 0x44464C57;

    // time: UTC ticks of 100 ns since 0001-01-01. data: raw JSON in UTF-8; last, so that a row can be skipped without
    // reading it. writer: a random number per open journal, to tell own events from those of other processes.
    // The unique index starts with id, because that is what people search by.
    private const string Create = """
        CREATE TABLE event (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          id TEXT NOT NULL,
          source TEXT NOT NULL,
          type TEXT NOT NULL,
          topic TEXT NOT NULL COLLATE NOCASE,
          time INTEGER NOT NULL,
          subject TEXT,
          correlation TEXT NOT NULL,
          causation TEXT,
          partition_key TEXT,
          connection TEXT,
          writer INTEGER NOT NULL,
          data BLOB NOT NULL,
          UNIQUE (id, source)
        ) STRICT;
        CREATE INDEX event_correlation ON event (correlation);
        CREATE INDEX event_topic ON event (topic);
        CREATE INDEX event_time ON event (time);
        """;

    public static void Ensure(SqliteConnection connection, string path)
    {
        if (Read(connection, "PRAGMA user_version") == Version && Read(connection, "PRAGMA application_id") == ApplicationId)
        {
            return;
        }

        // Several processes may find the file empty at once: only what is seen under the write lock counts. The caller
        // closes the connection on any error, which ends the transaction.
        Execute(connection, "BEGIN IMMEDIATE");
        if (!IsCurrent(connection, path))
        {
            Execute(connection, Create);
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version}"));
        }

        Execute(connection, "COMMIT");
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant text, written in this folder.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static bool IsCurrent(SqliteConnection connection, string path)
    {
        long version = Read(connection, "PRAGMA user_version");
        if (version == 0)
        {
            return Read(connection, "SELECT count(*) FROM sqlite_schema") == 0 ? false : throw JournalError.Foreign(path);
        }

        if (Read(connection, "PRAGMA application_id") != ApplicationId)
        {
            throw JournalError.Foreign(path);
        }

        return version <= Version ? true : throw JournalError.Newer(path, version, Version);
    }

    private static long Read(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant text, written in this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }
}
