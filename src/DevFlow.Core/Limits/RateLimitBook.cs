using System.Collections.Concurrent;

namespace DevFlow.Core.Limits;

/// <summary>What the platforms last said about the buckets of each connection, by this machine's clock.</summary>
internal sealed class RateLimitBook(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Connection, string Bucket), Entry> _limits = new(KeyComparer.Instance);
    private readonly ConcurrentDictionary<(string Connection, string Bucket), DateTimeOffset> _blocked = new(KeyComparer.Instance);

    public IReadOnlyList<RateLimit> List() =>
        [.. _limits.Values.Select(static e => e.Limit).OrderBy(static l => l.Connection, StringComparer.OrdinalIgnoreCase).ThenBy(static l => l.Bucket, StringComparer.Ordinal)];

    /// <summary>Takes in a reading. Answers may arrive out of order: within one window the lowest remainder is the true one.</summary>
    public void Observe(string platform, string connection, RateLimitReading reading, TimeSpan serverAhead)
    {
        RateLimit next = new()
        {
            Platform = platform,
            Connection = connection,
            Bucket = reading.Policy.Name,
            Limit = (long)reading.Limit,
            Remaining = (long)reading.Remaining,
            ResetsAt = reading.ResetsAt - serverAhead,
            ObservedAt = time.GetUtcNow(),
        };
        Entry entry = new(next, reading.ResetsAt ?? time.GetUtcNow());
        _limits.AddOrUpdate((connection, reading.Policy.Name), static (_, entry) => entry, static (_, old, entry) => Newer(old, entry), entry);
    }

    /// <summary>Forgets a connection: another credential under its name has limits of its own.</summary>
    public void Forget(string connection)
    {
        foreach ((string Connection, string Bucket) key in _limits.Keys.Concat(_blocked.Keys).Where(key => string.Equals(key.Connection, connection, StringComparison.OrdinalIgnoreCase)))
        {
            _limits.TryRemove(key, out _);
            _blocked.TryRemove(key, out _);
        }
    }

    /// <summary>Remembers that the platform refused a bucket until a moment.</summary>
    public void Block(string connection, string? bucket, DateTimeOffset until) =>
        _blocked.AddOrUpdate((connection, bucket ?? ""), until, (_, old) => until > old ? until : old);

    /// <summary>The moment before which a call would surely be refused; null where it may be made.</summary>
    public DateTimeOffset? BlockedUntil(string connection, string? bucket)
    {
        (string, string) key = (connection, bucket ?? "");
        DateTimeOffset now = time.GetUtcNow();
        if (_blocked.TryGetValue(key, out DateTimeOffset until) && until > now)
        {
            return until;
        }

        return _limits.TryGetValue(key, out Entry? entry) && entry.Limit.Remaining <= 0 && entry.Limit.ResetsAt > now ? entry.Limit.ResetsAt : null;
    }

    // Two windows are told apart by their end as the server says it: by our clock the same end wanders with the time an
    // answer took. Two seconds of slack absorb servers of one platform that round differently.
    private static Entry Newer(Entry old, Entry next)
    {
        TimeSpan between = next.ServerReset - old.ServerReset;
        if (between > TimeSpan.FromSeconds(2))
        {
            return next;
        }

        return between < TimeSpan.FromSeconds(-2) || next.Limit.Remaining > old.Limit.Remaining ? old : next;
    }

    private sealed record Entry(RateLimit Limit, DateTimeOffset ServerReset);

    private sealed class KeyComparer : IEqualityComparer<(string Connection, string Bucket)>
    {
        public static readonly KeyComparer Instance = new();

        public bool Equals((string Connection, string Bucket) x, (string Connection, string Bucket) y) =>
            string.Equals(x.Connection, y.Connection, StringComparison.OrdinalIgnoreCase) && x.Bucket == y.Bucket;

        public int GetHashCode((string Connection, string Bucket) key) =>
            HashCode.Combine(StringComparer.OrdinalIgnoreCase.GetHashCode(key.Connection), key.Bucket);
    }
}
