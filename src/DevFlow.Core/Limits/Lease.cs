namespace DevFlow.Core.Limits;

/// <summary>What a call was granted. They are used again, so that a call costs no allocation.</summary>
/// <remarks>
/// One call after another takes of the same buckets. So a lease keeps those of its last use at their places, and only what is
/// another's is looked for.
/// </remarks>
internal sealed class Lease
{
    private Taken[] _taken = new Taken[8];
    private int _count;

    /// <summary>Who settles it; null where a state is used without one.</summary>
    public Limiter? Limiter { get; init; }

    /// <summary>Counts its uses, so that a handle of an earlier one is known.</summary>
    public int Generation { get; private set; }

    /// <summary>When it was granted, in ticks of the monotonic clock; 0 before.</summary>
    public long GrantedAt { get; set; }

    /// <summary>The <see cref="BucketTable.Version"/> its buckets are of.</summary>
    public int TableVersion { get; private set; }

    public Span<Taken> Taken => _taken.AsSpan(0, _count);

    /// <summary>The next place, with the bucket it had in the last use; null where it had none.</summary>
    public ref Taken Next()
    {
        if (_count == _taken.Length)
        {
            Array.Resize(ref _taken, _count * 2);
        }

        return ref _taken[_count++];
    }

    /// <summary>What it takes of a bucket; 0 of one it was not expected to count in.</summary>
    public double CostOf(Bucket bucket)
    {
        foreach (ref Taken taken in Taken)
        {
            if (ReferenceEquals(taken.Bucket, bucket))
            {
                return taken.Cost;
            }
        }

        return 0;
    }

    public void Clear()
    {
        Generation++;
        GrantedAt = 0;
        _count = 0;
    }

    /// <summary>Forgets the buckets of the last use.</summary>
    public void Forget(int tableVersion)
    {
        TableVersion = tableVersion;
        Array.Clear(_taken);
    }
}
