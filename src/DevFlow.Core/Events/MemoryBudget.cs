namespace DevFlow.Core.Events;

/// <summary>
/// Bounds what all queued deliveries hold in memory. Stored events that find no room wait in the journal; the publisher
/// of a volatile one waits for room.
/// </summary>
internal sealed class MemoryBudget(long capacity)
{
    /// <summary>With what else a process needs, a million events that want to wait stay below 512 MB.</summary>
    public const long Default = 384L * 1024 * 1024;

    // An event object, its strings and its places in queues, as measured with a million of them.
    private const int EventOverhead = 448;

    private readonly Lock _gate = new();
    private long _used;
    private volatile TaskCompletionSource? _room;

    public static int CostOf(Event e) => EventOverhead + e.Payload.Utf8.Length;

    public bool HasRoom => Interlocked.Read(ref _used) < capacity;

    public void Reserve(long cost) => Interlocked.Add(ref _used, cost);

    public bool TryReserve(long cost)
    {
        if (!HasRoom)
        {
            return false;
        }

        Reserve(cost);
        return true;
    }

    public void Release(long cost)
    {
        // Half free before anyone goes on: waking a publisher for each event would cost more than the event.
        if (Interlocked.Add(ref _used, -cost) <= capacity / 2 && _room is not null)
        {
            TakeWaiters()?.TrySetResult();
        }
    }

    public Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        Task room;
        lock (_gate)
        {
            if (HasRoom)
            {
                return Task.CompletedTask;
            }

            room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        // What was released between the look and the wait has not seen the waiter.
        if (Interlocked.Read(ref _used) <= capacity / 2)
        {
            TakeWaiters()?.TrySetResult();
        }

        return room.WaitAsync(cancellationToken);
    }

    private TaskCompletionSource? TakeWaiters()
    {
        lock (_gate)
        {
            TaskCompletionSource? room = _room;
            _room = null;
            return room;
        }
    }
}
