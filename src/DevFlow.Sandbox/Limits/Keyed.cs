using System.Collections.Concurrent;

namespace DevFlow.Sandbox.Limits;

/// <summary>A limit for each key, made at its first use; never more of them than <paramref name="capacity"/>.</summary>
/// <param name="create">Makes the limit of a key.</param>
/// <param name="capacity">The most limits kept.</param>
internal sealed class Keyed<TKey, TLimit>(Func<TKey, TLimit> create, int capacity = 10_000)
    where TKey : notnull
    where TLimit : Limit
{
    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private readonly Lock _sweep = new();
    private long _uses;

    public int Count => _entries.Count;

    /// <summary>The limit of a key. Keep it no longer than one request: it may be dropped when others need the room.</summary>
    public TLimit this[TKey key]
    {
        get
        {
            if (!_entries.TryGetValue(key, out Entry? entry))
            {
                entry = Add(key);
            }

            Volatile.Write(ref entry.LastUse, Interlocked.Increment(ref _uses));
            return entry.Limit;
        }
    }

    private Entry Add(TKey key)
    {
        lock (_sweep)
        {
            if (_entries.Count >= capacity && !_entries.ContainsKey(key))
            {
                MakeRoom();
            }

            return _entries.GetOrAdd(key, static (name, make) => new Entry(make(name)), create);
        }
    }

    // First what nobody would miss, then the longest unused. Of the fresher half nothing goes, even untouched: a request
    // may hold such a limit and be about to take from it. A quarter is freed at a time, so a sweep is rare.
    private void MakeRoom()
    {
        KeyValuePair<TKey, Entry>[] entries = [.. _entries.OrderBy(pair => Volatile.Read(ref pair.Value.LastUse))];
        int surplus = Math.Max(1, capacity / 4);
        ReadOnlySpan<KeyValuePair<TKey, Entry>> older = entries.AsSpan(0, Math.Max(surplus, entries.Length / 2));
        foreach (KeyValuePair<TKey, Entry> pair in older)
        {
            if (pair.Value.Limit.IsUntouched && _entries.TryRemove(pair))
            {
                surplus--;
            }
        }

        for (int i = 0; i < older.Length && surplus > 0; i++)
        {
            surplus -= _entries.TryRemove(older[i]) ? 1 : 0;
        }
    }

    private sealed class Entry(TLimit limit)
    {
        public long LastUse;

        public TLimit Limit { get; } = limit;
    }
}
