namespace DevFlow.Core.Limits;

/// <summary>What a call was granted. They are used again, so that a call costs no allocation.</summary>
internal sealed class Lease
{
    private Taken[] _taken = new Taken[8];
    private int _count;

    /// <summary>Counts its uses, so that a handle of an earlier one is known.</summary>
    public int Generation { get; private set; }

    /// <summary>When it was granted, in ticks of the monotonic clock; 0 before.</summary>
    public long GrantedAt { get; set; }

    public Span<Taken> Taken => _taken.AsSpan(0, _count);

    public void Add(Bucket bucket, double cost)
    {
        if (_count == _taken.Length)
        {
            Array.Resize(ref _taken, _count * 2);
        }

        _taken[_count++] = new Taken(bucket, cost);
    }

    public void Clear()
    {
        Generation++;
        GrantedAt = 0;
        _count = 0;
    }
}
