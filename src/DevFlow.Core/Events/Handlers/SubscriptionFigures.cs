namespace DevFlow.Core.Events;

/// <summary>What a subscription counts and keeps.</summary>
internal sealed class SubscriptionFigures
{
    private const int DeliveriesKept = 32;

    private readonly Queue<EventDelivery> _deliveries = new();
    private long _begun;
    private long _handled;
    private long _failed;
    private long _deadLettered;
    private long _filtered;
    private volatile string? _lastError;

    public long Handled => Interlocked.Read(ref _handled);

    public long Failed => Interlocked.Read(ref _failed);

    public long DeadLettered => Interlocked.Read(ref _deadLettered);

    public long Filtered => Interlocked.Read(ref _filtered);

    public string? LastError => _lastError;

    public IReadOnlyList<EventDelivery> Deliveries
    {
        get
        {
            lock (_deliveries)
            {
                // An array: PowerShell cannot index what a collection expression makes.
                return _deliveries.ToArray();
            }
        }
    }

    /// <summary>False where as many events are handled or being handled as shall be.</summary>
    public bool TryBegin(long? count)
    {
        if (count is not { } most)
        {
            return true;
        }

        if (Interlocked.Increment(ref _begun) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _begun);
        return false;
    }

    public long CountHandled() => Interlocked.Increment(ref _handled);

    /// <summary>The event was not meant for the handler, so another may come in its place.</summary>
    public void CountFiltered()
    {
        Interlocked.Increment(ref _filtered);
        Interlocked.Decrement(ref _begun);
    }

    // In this order: who sees the count also sees the message.
    public void CountFailed(string error)
    {
        _lastError = error;
        Interlocked.Increment(ref _failed);
        Interlocked.Decrement(ref _begun);
    }

    public void CountDeadLettered() => Interlocked.Increment(ref _deadLettered);

    public void Keep(EventDelivery delivery)
    {
        lock (_deliveries)
        {
            if (_deliveries.Count == DeliveriesKept)
            {
                _deliveries.Dequeue();
            }

            _deliveries.Enqueue(delivery);
        }
    }
}
