using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Events.Correlation;

/// <summary>The prepared statements over the tables of <see cref="CorrelationGroups.Schema"/>.</summary>
internal sealed class CorrelationTables : IDisposable
{
    private readonly Statement _dataVersion;
    private readonly Statement _findKey;
    private readonly Statement _setKey;
    private readonly Statement _findGroup;
    private readonly Statement _readGroup;
    private readonly Statement _addGroup;
    private readonly Statement _setParent;
    private readonly Statement _pruneKeys;
    private readonly Statement _pruneGroups;
    private long _version = -1;

    public CorrelationTables(SqliteConnection connection)
    {
        _dataVersion = new(connection, "PRAGMA data_version");
        _findKey = new(connection, "SELECT member_of, seen FROM correlation_key WHERE key = $key", "$key");
        _setKey = new(connection, """
            INSERT INTO correlation_key (key, member_of, seen) VALUES ($key, $group, $seen)
            ON CONFLICT (key) DO UPDATE SET member_of = excluded.member_of, seen = excluded.seen
            """, "$key", "$group", "$seen");
        _findGroup = new(connection, "SELECT id FROM correlation_group WHERE name = $name", "$name");
        _readGroup = new(connection, "SELECT name, parent FROM correlation_group WHERE id = $group", "$group");
        _addGroup = new(connection, "INSERT INTO correlation_group (name, seen) VALUES ($name, $seen) RETURNING id", "$name", "$seen");
        _setParent = new(connection, "UPDATE correlation_group SET parent = $parent, seen = $seen WHERE id = $group", "$group", "$parent", "$seen");
        _pruneKeys = new(connection, "DELETE FROM correlation_key WHERE seen < $before", "$before");
        _pruneGroups = new(connection, """
            DELETE FROM correlation_group AS unused WHERE seen < $before
              AND NOT EXISTS (SELECT 1 FROM correlation_key WHERE member_of = unused.id)
              AND NOT EXISTS (SELECT 1 FROM correlation_group AS part WHERE part.parent = unused.id)
            """, "$before");
    }

    /// <summary>True where another connection, in this process or another, has written since the last call.</summary>
    public bool HasChangedElsewhere()
    {
        // https://sqlite.org/pragma.html#pragma_data_version: unchanged by what this connection commits itself.
        long version = (long)_dataVersion.With().ExecuteScalar()!;
        bool changed = version != _version;
        _version = version;
        return changed;
    }

    public StoredKey? FindKey(string key)
    {
        using SqliteDataReader row = _findKey.With(key).ExecuteReader();
        return row.Read() ? new StoredKey(row.GetInt64(0), row.GetInt32(1)) : null;
    }

    public void SetKey(string key, StoredKey stored) => _setKey.With(key, stored.Group, stored.Seen).ExecuteNonQuery();

    public long? FindGroup(string name) => _findGroup.With(name).ExecuteScalar() as long?;

    public StoredGroup ReadGroup(long id)
    {
        using SqliteDataReader row = _readGroup.With(id).ExecuteReader();
        return row.Read()
            ? new StoredGroup(row.GetString(0), row.IsDBNull(1) ? null : row.GetInt64(1))
            : throw new InvalidOperationException($"The journal has keys of the story {id}, but not the story.");
    }

    public long AddGroup(string name, int today) => (long)_addGroup.With(name, today).ExecuteScalar()!;

    public void SetParent(long group, long parent, int today) => _setParent.With(group, parent, today).ExecuteNonQuery();

    public int Prune(int before)
    {
        int gone = _pruneKeys.With(before).ExecuteNonQuery();
        // A story that others became part of goes after them.
        int groups;
        do
        {
            groups = _pruneGroups.With(before).ExecuteNonQuery();
            gone += groups;
        }
        while (groups > 0);

        return gone;
    }

    public void Dispose()
    {
        foreach (Statement statement in (Statement[])
            [_dataVersion, _findKey, _setKey, _findGroup, _readGroup, _addGroup, _setParent, _pruneKeys, _pruneGroups])
        {
            statement.Dispose();
        }
    }

    private sealed class Statement : IDisposable
    {
        private readonly SqliteCommand _command;

        public Statement(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
        {
            _command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant text, written in this file.
            _command.CommandText = sql;
#pragma warning restore CA2100
            foreach (string parameter in parameters)
            {
                _command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
            }
        }

        public SqliteCommand With(params ReadOnlySpan<object> values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                _command.Parameters[i].Value = values[i];
            }

            return _command;
        }

        public void Dispose() => _command.Dispose();
    }
}
