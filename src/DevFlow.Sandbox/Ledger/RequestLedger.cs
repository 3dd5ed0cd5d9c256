namespace DevFlow.Sandbox.Ledger;

/// <summary>The newest requests of a sandbox, and how many there were in all. Thread-safe.</summary>
internal sealed class RequestLedger
{
    private const int Capacity = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<SandboxRequest> _entries = new();
    private long _arrived;
    private long _answered;
    private long _refused;

    public long Answered => Interlocked.Read(ref _answered);

    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>The number of the next request.</summary>
    public long Next() => Interlocked.Increment(ref _arrived);

    public void Add(SandboxRequest entry)
    {
        Interlocked.Increment(ref _answered);
        if (entry.Refusal is not null)
        {
            Interlocked.Increment(ref _refused);
        }

        lock (_gate)
        {
            if (_entries.Count == Capacity)
            {
                _entries.Dequeue();
            }

            _entries.Enqueue(entry);
        }
    }

    public IReadOnlyList<SandboxRequest> List()
    {
        lock (_gate)
        {
            // The order is that of the answers; what the reader wants is that of the requests.
            SandboxRequest[] entries = [.. _entries];
            Array.Sort(entries, static (left, right) => left.Number.CompareTo(right.Number));
            return entries;
        }
    }
}
