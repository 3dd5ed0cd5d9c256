using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events.Correlation;

/// <summary>
/// The stories, as a union-find over keys in the journal's own file: groups that share a key become one, and the group seen first
/// gives its name. Works inside the write transactions of its connection, so a story is exactly as durable as the events of it.
/// </summary>
/// <remarks>
/// Not safe for concurrent use. After a transaction was rolled back the instance must be given up together with its connection:
/// what it remembers may not be on disk.
/// </remarks>
internal sealed class CorrelationGroups : IDisposable
{
    /// <summary>
    /// The tables. A group's parent is the group it became part of; a smaller id was seen earlier. seen: days since 1970, so that
    /// a busy key is written once a day and not with each event.
    /// </summary>
    public const string Schema = """
        CREATE TABLE correlation_group (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          name TEXT NOT NULL UNIQUE,
          parent INTEGER,
          seen INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX correlation_parent ON correlation_group (parent) WHERE parent IS NOT NULL;
        CREATE TABLE correlation_key (
          key TEXT PRIMARY KEY,
          member_of INTEGER NOT NULL,
          seen INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX correlation_member ON correlation_key (member_of);
        """;

    /// <summary>
    /// A subquery: all names of the story whose name, past or present, is <c>$correlation</c>, the present one first. None for a
    /// correlation without keys, which is a story of that one name.
    /// </summary>
    public const string NamesOfStory = """
        WITH RECURSIVE
          above (id, parent) AS (
            SELECT id, parent FROM correlation_group WHERE name = $correlation
            UNION SELECT whole.id, whole.parent FROM correlation_group AS whole JOIN above ON whole.id = above.parent),
          story (id) AS (
            SELECT id FROM above WHERE parent IS NULL
            UNION SELECT part.id FROM correlation_group AS part JOIN story ON part.parent = story.id)
        SELECT name FROM correlation_group JOIN story USING (id) ORDER BY id
        """;

    private readonly CorrelationTables _tables;
    private readonly RecentMap<string, StoredKey> _keys = new(StringComparer.Ordinal);
    private readonly RecentMap<long, StoredGroup> _groups = new(EqualityComparer<long>.Default);
    private readonly List<long> _path = [];
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private int _today;

    /// <param name="connection">The journal's writing connection; not disposed with this.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of stories that turn out to be one.</param>
    public CorrelationGroups(SqliteConnection connection, TimeProvider time, ILogger logger)
    {
        _tables = new CorrelationTables(connection);
        _time = time;
        _logger = logger;
    }

    /// <summary>To be called at the beginning of each write transaction, with the write lock held.</summary>
    public void Begin()
    {
        _today = (int)(_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalDays;
        if (_tables.HasChangedElsewhere())
        {
            _keys.Clear();
            _groups.Clear();
        }
    }

    /// <summary>Makes all keys, and the story asked for, one story.</summary>
    /// <param name="keys">What <see cref="Correlator.FindKeys"/> found.</param>
    /// <param name="given">The correlation the event came with; empty for none.</param>
    /// <returns>The story's correlation: that of the first event that named any of it; a new one where nobody did.</returns>
    public string Join(IReadOnlyList<string> keys, string given)
    {
        if (keys.Count == 0 && given.Length == 0)
        {
            return NewName();
        }

        long story = given.Length == 0 ? 0 : FindNamed(given, keys.Count > 0);
        foreach (string key in keys)
        {
            if (FindKey(key) is { } stored)
            {
                long root = Root(stored.Group);
                story = story == 0 || story == root ? root : Unite(story, root, key);
            }
        }

        if (story == 0)
        {
            return keys.Count == 0 ? given : Start(keys);
        }

        foreach (string key in keys)
        {
            Keep(key, story);
        }

        return Group(story).Name;
    }

    /// <summary>Forgets keys that no event named for a time, and stories that no key is left of. Needs a write transaction.</summary>
    /// <returns>How many rows are gone.</returns>
    public int Prune(TimeSpan unseenFor)
    {
        Begin();
        int gone = _tables.Prune(_today - (int)unseenFor.TotalDays);
        _keys.Clear();
        _groups.Clear();
        return gone;
    }

    public void Dispose() => _tables.Dispose();

    private string NewName() => Guid.CreateVersion7(_time.GetUtcNow()).ToString("N");

    private string Start(IReadOnlyList<string> keys)
    {
        string name = NewName();
        long story = Create(name);
        foreach (string key in keys)
        {
            Keep(key, story);
        }

        return name;
    }

    private long Create(string name)
    {
        long id = _tables.AddGroup(name, _today);
        _groups.Set(id, new StoredGroup(name, Parent: null));
        return id;
    }

    // A correlation without keys needs no row: nothing could lead to it but its own name.
    private long FindNamed(string name, bool create) =>
        _tables.FindGroup(name) is { } group ? Root(group) : create ? Create(name) : 0;

    private StoredKey? FindKey(string key)
    {
        if (_keys.TryGet(key, out StoredKey known))
        {
            return known;
        }

        if (_tables.FindKey(key) is not { } stored)
        {
            return null;
        }

        _keys.Set(key, stored);
        return stored;
    }

    private void Keep(string key, long story)
    {
        StoredKey wanted = new(story, _today);
        if (!_keys.TryGet(key, out StoredKey stored) || stored != wanted)
        {
            _tables.SetKey(key, wanted);
            _keys.Set(key, wanted);
        }
    }

    private long Unite(long one, long other, string key)
    {
        (long older, long younger) = one < other ? (one, other) : (other, one);
        _tables.SetParent(younger, older, _today);
        _groups.Set(younger, Group(younger) with { Parent = older });
        _logger.LogInformation("The story {Younger} is part of {Older}: both name {Key}.", Group(younger).Name, Group(older).Name, key);
        return older;
    }

    // With path compression: a chain of stories that found together one by one is followed once.
    private long Root(long group)
    {
        _path.Clear();
        while (Group(group).Parent is { } parent)
        {
            _path.Add(group);
            group = parent;
        }

        for (int i = 0; i < _path.Count - 1; i++)
        {
            _tables.SetParent(_path[i], group, _today);
            _groups.Set(_path[i], Group(_path[i]) with { Parent = group });
        }

        return group;
    }

    private StoredGroup Group(long id)
    {
        if (!_groups.TryGet(id, out StoredGroup group))
        {
            group = _tables.ReadGroup(id);
            _groups.Set(id, group);
        }

        return group;
    }
}
