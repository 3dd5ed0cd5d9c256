using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>
/// The stored events of one priority on their way to one subscription. As long as there is room they go straight to its
/// lanes. When there is none the backlog falls behind: what comes is only noted, and read from the journal later, until
/// all that was offered has been taken. So a slow handler costs bounded memory, and nobody waits for it.
/// </summary>
internal sealed class Backlog(Subscription subscription, EventPriority? priority, MemoryBudget budget, TimeProvider time, ILogger logger)
{
    /// <summary>How many events of a backlog are in memory at most.</summary>
    public const int Capacity = 1_024;

    private static readonly TimeSpan JournalRetry = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long _lastOffered;
    private long _lastTaken;
    private int _inMemory;
    private bool _isBehind;
    private TaskCompletionSource? _room;

    /// <summary>Takes a committed event; called in sequence order by one thread. Never waits.</summary>
    public void Offer(Event e)
    {
        lock (_gate)
        {
            // At or below: it was read from the journal in the moment between its commit and this call.
            if (e.Sequence <= _lastTaken)
            {
                return;
            }

            _lastOffered = e.Sequence;
            if (_isBehind)
            {
                return;
            }

            if (!TryTake(e))
            {
                FallBehind();
                return;
            }
        }

        subscription.Enqueue(e);
    }

    /// <summary>Says that the journal has events up to this sequence that nobody will offer: those of other processes, or of an earlier one.</summary>
    public void Note(long sequence)
    {
        lock (_gate)
        {
            _lastOffered = Math.Max(_lastOffered, sequence);
            if (!_isBehind && _lastOffered > _lastTaken)
            {
                FallBehind();
            }
        }
    }

    /// <summary>Begins after this sequence.</summary>
    public void StartAfter(long sequence) => _lastTaken = sequence;

    /// <summary>An event has left memory: it is handled, given up or dropped.</summary>
    public void Complete(Event e)
    {
        budget.Release(MemoryBudget.CostOf(e));
        lock (_gate)
        {
            // Half empty before reading goes on: a page costs much the same however few events it brings.
            if (--_inMemory <= Capacity / 2 && _room is { } room)
            {
                _room = null;
                room.TrySetResult();
            }
        }
    }

    // An empty backlog always takes the event, however large and however little room there is: it must get on.
    private bool TryTake(Event e)
    {
        int cost = MemoryBudget.CostOf(e);
        if (_inMemory == 0)
        {
            budget.Reserve(cost);
        }
        else if (_inMemory >= Capacity || !budget.TryReserve(cost))
        {
            return false;
        }

        _inMemory++;
        _lastTaken = e.Sequence;
        return true;
    }

    private void FallBehind()
    {
        _isBehind = true;
        _ = DetachedTask.Run(() => CatchUpAsync(subscription.Stopping));
    }

    private async Task CatchUpAsync(CancellationToken stop)
    {
        try
        {
            long target;
            do
            {
                target = LastOffered();
                while (!await TryReadAsync(stop).ConfigureAwait(false))
                {
                    await Task.Delay(JournalRetry, time, stop).ConfigureAwait(false);
                }
            }
            while (!TryCatchUp(target));
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Unregistered.
        }
    }

    private async Task<bool> TryReadAsync(CancellationToken stop)
    {
        try
        {
            await foreach (Event e in subscription.ReadMissed(priority, _lastTaken, stop).ConfigureAwait(false))
            {
                while (WaitForRoom(e) is { } room)
                {
                    await room.WaitAsync(stop).ConfigureAwait(false);
                }

                subscription.Enqueue(e);
            }

            return true;
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            logger.LogError("Handler '{Handler}' waits for the journal: {Error}", subscription.Name, exception.Message);
            return false;
        }
    }

    // Null where the event is taken.
    private Task? WaitForRoom(Event e)
    {
        lock (_gate)
        {
            if (TryTake(e))
            {
                return null;
            }

            return (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private long LastOffered()
    {
        lock (_gate)
        {
            return _lastOffered;
        }
    }

    // The journal was read to an end that lies at or behind the target, so whatever is not above it has been taken, or is
    // not for this subscription.
    private bool TryCatchUp(long target)
    {
        lock (_gate)
        {
            _lastTaken = Math.Max(_lastTaken, target);
            _isBehind = _lastOffered > target;
            return !_isBehind;
        }
    }
}
