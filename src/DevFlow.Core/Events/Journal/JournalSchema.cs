using System.Globalization;
using DevFlow.Core.Events.Correlation;
using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Events;

/// <summary>Creates and recognises the journal's tables.</summary>
internal static class JournalSchema
{
    public const int Version = 4;

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
          priority INTEGER NOT NULL,
          content_type TEXT,
          trace_parent TEXT,
          trace_state TEXT,
          hops INTEGER NOT NULL,
          writer INTEGER NOT NULL,
          data BLOB NOT NULL,
          UNIQUE (id, source)
        ) STRICT;
        CREATE INDEX event_correlation ON event (correlation);
        CREATE INDEX event_topic ON event (topic);
        CREATE INDEX event_time ON event (time);
        """;

    // start, seq: sequences of events. owner: the writer that runs the handler, until lease_until (ticks). unsettled: a JSON
    // array of the sequences up to seq that are not settled. attempts: JSON; event: CloudEvents JSON, for a dead letter
    // outlives its event.
    private const string CreateHandlers = """
        -- 2 is normal: what is more or less urgent is rare, and found without reading what is not.
        CREATE INDEX event_priority ON event (priority) WHERE priority <> 2;
        CREATE TABLE handler (
          name TEXT PRIMARY KEY COLLATE NOCASE,
          start INTEGER NOT NULL,
          owner INTEGER,
          lease_until INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE handler_position (
          handler TEXT NOT NULL COLLATE NOCASE,
          priority INTEGER NOT NULL,
          seq INTEGER NOT NULL,
          unsettled TEXT NOT NULL,
          PRIMARY KEY (handler, priority)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE dead_letter (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          handler TEXT NOT NULL COLLATE NOCASE,
          time INTEGER NOT NULL,
          error TEXT NOT NULL,
          attempts TEXT NOT NULL,
          seq INTEGER NOT NULL,
          hops INTEGER NOT NULL,
          event TEXT NOT NULL
        ) STRICT;
        """;

    private const string FromVersion1 = """
        ALTER TABLE event ADD COLUMN priority INTEGER NOT NULL DEFAULT 2;
        ALTER TABLE event ADD COLUMN content_type TEXT;
        ALTER TABLE event ADD COLUMN trace_parent TEXT;
        ALTER TABLE event ADD COLUMN trace_state TEXT;
        ALTER TABLE event ADD COLUMN hops INTEGER NOT NULL DEFAULT 0;
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
        if (VersionOf(connection, path) is var version and < Version)
        {
            if (version < 2)
            {
                Execute(connection, version == 0 ? Create : FromVersion1);
                Execute(connection, CreateHandlers);
                Execute(connection, CorrelationGroups.Schema);
            }

            if (version < 3)
            {
                Execute(connection, HandlerAttempts.Schema);
            }

            Execute(connection, RemovedDeliveries.Schema);
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

    // 0 for an empty file.
    private static long VersionOf(SqliteConnection connection, string path)
    {
        long version = Read(connection, "PRAGMA user_version");
        if (version == 0)
        {
            return Read(connection, "SELECT count(*) FROM sqlite_schema") == 0 ? 0 : throw JournalError.Foreign(path);
        }

        if (Read(connection, "PRAGMA application_id") != ApplicationId)
        {
            throw JournalError.Foreign(path);
        }

        return version <= Version ? version : throw JournalError.Newer(path, version, Version);
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
