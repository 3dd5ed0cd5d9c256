namespace DevFlow.Core.Events;

/// <summary>
/// Events of a lane that wait because an earlier one of their key has failed and is to be tried again: overtaking it
/// would break the order. Used by the lane's loop alone.
/// </summary>
internal sealed class ParkedEvents
{
    private Dictionary<string, Queue<QueuedEvent>>? _byKey;
    private Queue<QueuedEvent>? _ready;
    private int _count;

    /// <summary>For any thread.</summary>
    public int Count => Volatile.Read(ref _count);

    public void Park(string key) => (_byKey ??= new(StringComparer.Ordinal)).TryAdd(key, []);

    /// <summary>Takes up what has waited for the key, in its order, before anything else of the lane.</summary>
    public void Unpark(string key)
    {
        if (_byKey is null || !_byKey.Remove(key, out Queue<QueuedEvent>? waited) || waited.Count == 0)
        {
            return;
        }

        _ready ??= [];
        foreach (QueuedEvent queued in waited)
        {
            _ready.Enqueue(queued);
        }
    }

    /// <summary>Takes up everything, for a lane that ends.</summary>
    public void UnparkAll()
    {
        foreach (string key in _byKey?.Keys.ToArray() ?? [])
        {
            Unpark(key);
        }
    }

    public bool TryTakeReady(out QueuedEvent next)
    {
        next = default;
        if (_ready is null || !_ready.TryDequeue(out next))
        {
            return false;
        }

        Interlocked.Decrement(ref _count);
        return true;
    }

    /// <summary>Keeps the event back where its key is parked; the failed one itself comes through.</summary>
    public bool Holds(in QueuedEvent queued)
    {
        if (_byKey is not { Count: > 0 } || queued.Failures is { HoldsKey: true } || queued.Event.PartitionKey is not { } key
            || !_byKey.TryGetValue(key, out Queue<QueuedEvent>? waiting))
        {
            return false;
        }

        waiting.Enqueue(queued);
        Interlocked.Increment(ref _count);
        return true;
    }
}
