namespace DevFlow.Core.Limits;

/// <summary>Finds the buckets of one credential by what calls are charged to.</summary>
internal sealed class BucketTable
{
    // Partitions come and go with issues and channels; those nobody waits for are dropped when there are too many.
    private const int MaxPartitions = 4096;

    // A dialect makes each of its policies once; one that does not must not fill the memory.
    private const int MaxPolicies = 1024;

    private readonly Dictionary<RateLimitPolicy, Entry> _entries = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, RateLimitOverride> _overrides = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Changes when buckets are dropped: who kept one has to look again.</summary>
    public int Version { get; private set; }

    public IEnumerable<Bucket> All => _entries.Values.SelectMany(static entry => entry.All);

    public Bucket this[RateLimitPolicy policy, string? partition]
    {
        get
        {
            if (!_entries.TryGetValue(policy, out Entry? entry))
            {
                entry = Add(policy);
            }

            if (partition is null)
            {
                return entry.Single ??= Create(entry, null);
            }

            if (entry.Partitions.TryGetValue(partition, out Bucket? bucket))
            {
                return bucket;
            }

            if (entry.Partitions.Count >= MaxPartitions)
            {
                entry.DropUnused();
                Version++;
            }

            return entry.Partitions[partition] = Create(entry, partition);
        }
    }

    /// <summary>Changes what a policy allows; null takes the change back.</summary>
    public void Override(string policy, RateLimitOverride? change)
    {
        if (change is null)
        {
            _overrides.Remove(policy);
        }
        else
        {
            _overrides[policy] = change;
        }

        Version++;

        // Who waits keeps what it was asked with.
        foreach (Entry old in _entries.Values.Where(known => known.Declared.Name.Equals(policy, StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            _entries.Remove(old.Declared);
            Entry changed = Add(old.Declared);
            changed.Single = old.Single is null ? null : Create(changed, null);
            foreach (string partition in old.Partitions.Keys)
            {
                changed.Partitions[partition] = Create(changed, partition);
            }
        }
    }

    private Entry Add(RateLimitPolicy policy)
    {
        foreach (Entry unused in _entries.Count < MaxPolicies ? [] : _entries.Values.Where(static one => one.All.All(static bucket => bucket.Waiting == 0)).ToArray())
        {
            _entries.Remove(unused.Declared);
            Version++;
        }

        RateLimitOverride? change = _overrides.GetValueOrDefault(policy.Name);

        // Of a window whose end nobody tells only the rolling reading is safe.
        bool isUntold = policy is { Kind: RateLimitKind.FixedWindow, IsReported: false };
        RateLimitPolicy effective = policy with
        {
            Kind = isUntold ? RateLimitKind.RollingWindow : policy.Kind,
            Limit = change?.Limit ?? policy.Limit,
            IsLearned = change?.IsLearned ?? policy.IsLearned,
        };
        Entry entry = new(policy, effective, change);
        _entries.Add(policy, entry);
        return entry;
    }

    private static Bucket Create(Entry entry, string? partition) => new(entry.Declared, entry.Policy, partition)
    {
        Cap = entry.Change?.Limit ?? double.MaxValue,
        Reserve = (entry.Change?.ReservePercent ?? 0) / 100,
    };

    private sealed class Entry(RateLimitPolicy declared, RateLimitPolicy policy, RateLimitOverride? change)
    {
        public RateLimitPolicy Declared => declared;

        public RateLimitPolicy Policy => policy;

        public RateLimitOverride? Change => change;

        public Bucket? Single { get; set; }

        public Dictionary<string, Bucket> Partitions { get; } = new(StringComparer.Ordinal);

        public IEnumerable<Bucket> All => Single is null ? Partitions.Values : Partitions.Values.Prepend(Single);

        public void DropUnused()
        {
            foreach ((string name, Bucket bucket) in Partitions)
            {
                if (bucket.Waiting == 0)
                {
                    Partitions.Remove(name);
                }
            }
        }
    }
}
