using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>
/// The stored events of one priority on their way to one subscription. As long as there is room they go straight to its
/// lanes. When there is none the backlog falls behind: what comes is only noted, and read from the journal later, until
/// all that was offered has been taken. So a slow handler costs bounded memory, and nobody waits for it.
/// </summary>
internal sealed class Backlog(Subscription subscription, EventPriority priority, MemoryBudget budget, TimeProvider time, ILogger logger) : EventOrigin
{
    /// <summary>How many events of a backlog are in memory at most.</summary>
    public const int Capacity = 1_024;

    private static readonly TimeSpan JournalRetry = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();

    // Only where a position is kept: what has been taken and is not settled, and what an earlier process left unsettled.
    private readonly SortedSet<long>? _unsettled = subscription.Durable ? [] : null;
    private readonly SortedSet<long> _left = [];
    private long _leftUpTo;
    private long _lastOffered;
    private long _lastTaken;
    private int _inMemory;
    private bool _isBehind;
    private volatile bool _isAbandoned;
    private TaskCompletionSource? _room;

    public override bool IsAbandoned => _isAbandoned;

    public EventPriority Priority => priority;

    /// <summary>How far the handler has come, for the next process.</summary>
    /// <param name="seen">The newest event that has been noted or offered.</param>
    public HandlerPosition PositionAt(long seen)
    {
        lock (_gate)
        {
            long taken = Math.Max(_lastTaken, _leftUpTo);
            return new HandlerPosition(_isBehind ? taken : Math.Max(taken, seen), [.. _unsettled!.Union(_left).Order()]);
        }
    }

    /// <summary>Goes on where an earlier process stopped: first with what that left unsettled.</summary>
    public void Resume(HandlerPosition position, long head)
    {
        lock (_gate)
        {
            _left.UnionWith(position.Unsettled);
            _leftUpTo = position.Sequence;
            _lastTaken = _left.Count > 0 ? _left.Min - 1 : position.Sequence;
        }

        Note(head);
    }

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

        subscription.Enqueue(e, this);
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

    /// <summary>Ends it without ending the subscription: another process runs the handler now.</summary>
    public void Abandon() => _isAbandoned = true;

    public override void Complete(Event e, bool isSettled)
    {
        budget.Release(MemoryBudget.CostOf(e));
        lock (_gate)
        {
            if (isSettled)
            {
                _unsettled?.Remove(e.Sequence);
            }

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
        _unsettled?.Add(e.Sequence);
        _left.Remove(e.Sequence);
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
                if (!IsSettledEarlier(e))
                {
                    while (!_isAbandoned && !TryTake(e, out Task room))
                    {
                        await room.WaitAsync(stop).ConfigureAwait(false);
                    }

                    subscription.Enqueue(e, this);
                }
            }

            return true;
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            logger.LogError("Handler '{Handler}' waits for the journal: {Error}", subscription.Name, exception.Message);
            return false;
        }
    }

    /// <returns>True where the event is taken; else <paramref name="room"/> ends when there is room again.</returns>
    private bool TryTake(Event e, out Task room)
    {
        lock (_gate)
        {
            bool isTaken = TryTake(e);
            room = isTaken ? Task.CompletedTask : (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            return isTaken;
        }
    }

    private bool IsSettledEarlier(Event e)
    {
        lock (_gate)
        {
            return e.Sequence <= _leftUpTo && !_left.Contains(e.Sequence);
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
            _left.RemoveWhere(sequence => sequence <= target);
            _isBehind = _lastOffered > target && !_isAbandoned;
            return !_isBehind;
        }
    }
}
