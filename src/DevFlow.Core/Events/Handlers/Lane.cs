using System.Collections.Concurrent;

namespace DevFlow.Core.Events;

/// <summary>
/// What waits for a handler, by priority, and the loop that feeds it one event at a time. The loop is a work item of the
/// thread pool while there is work and nothing at all while there is none, so ten thousand lanes cost ten thousand objects.
/// </summary>
internal sealed class Lane(int index, Subscription subscription, MemoryBudget budget, TimeProvider time) : IThreadPoolWorkItem
{
    /// <summary>After this wait an event gets every second turn that its priority alone would not give it.</summary>
    public static readonly TimeSpan AgeLimit = TimeSpan.FromSeconds(20);

    // So many events in a row, then others of the pool get the thread.
    private const int Burst = 512;
    private const int ReleasedAtOnce = 64 * 1024;
    private const int Priorities = 4;

    private readonly ConcurrentQueue<QueuedEvent>?[] _queues = new ConcurrentQueue<QueuedEvent>?[Priorities];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isScheduled;

    // From here on only the loop's own.
    private readonly ParkedEvents _parked = new();
    private long _released;
    private bool _isAgedTurn;
    private int _agedNext;

    public int Index => index;

    /// <summary>Completes when the loop has seen that the subscription is stopped.</summary>
    public Task Ended => _ended.Task;

    public int Waiting => _queues.Sum(static queue => queue?.Count ?? 0) + _parked.Count;

    public void Enqueue(in QueuedEvent queued, EventPriority priority)
    {
        ConcurrentQueue<QueuedEvent> queue = _queues[(int)priority] ?? CreateQueue((int)priority);
        queue.Enqueue(queued);
        Schedule();
    }

    /// <summary>Lets the loop run, if only to see that it is stopped.</summary>
    public void Schedule()
    {
        if (Volatile.Read(ref _isScheduled) == 0 && Interlocked.Exchange(ref _isScheduled, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    /// <summary>Holds back the other events of a key until its failed one has been tried again.</summary>
    public void Park(string key) => _parked.Park(key);

    /// <summary>Lets the events of a key go on.</summary>
    public void Unpark(string key) => _parked.Unpark(key);

    /// <summary>Counts memory as free; given back in portions, for every publisher looks at the sum.</summary>
    public void Release(int cost)
    {
        _released += cost;
        if (_released >= ReleasedAtOnce)
        {
            GiveBack();
        }
    }

    private async Task RunAsync()
    {
        for (int handled = 0; !subscription.IsStopping; handled++)
        {
            if (handled == Burst)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }

            if (!TryTake(out QueuedEvent next))
            {
                GiveBack();
                if (TryRest())
                {
                    return;
                }

                continue;
            }

            ValueTask handling = subscription.HandleAsync(next, this);
            if (!handling.IsCompletedSuccessfully)
            {
                await handling.ConfigureAwait(false);
            }
        }

        EventScope.Set(null);
        DropAll();
        GiveBack();
        // Whatever still comes in starts the loop again, to be dropped.
        Volatile.Write(ref _isScheduled, 0);
        _ended.TrySetResult();
    }

    // False where something came in the moment before.
    private bool TryRest()
    {
        Volatile.Write(ref _isScheduled, 0);
        Interlocked.MemoryBarrier();
        bool isIdle = Array.TrueForAll(_queues, static queue => queue is not { IsEmpty: false }) && !subscription.IsStopping;
        return isIdle || Interlocked.Exchange(ref _isScheduled, 1) != 0;
    }

    private bool TryTake(out QueuedEvent next)
    {
        while (_parked.TryTakeReady(out next) || TryTakeQueued(out next))
        {
            if (!_parked.Holds(next))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryTakeQueued(out QueuedEvent next)
    {
        _isAgedTurn = !_isAgedTurn;
        if (_isAgedTurn && TryTakeAged(out next))
        {
            return true;
        }

        foreach (ConcurrentQueue<QueuedEvent>? queue in _queues)
        {
            if (queue is not null && queue.TryDequeue(out next))
            {
                return true;
            }
        }

        next = default;
        return false;
    }

    // Every second turn goes round the priorities whose first event has waited too long, so each of them gets its share
    // however much more urgent work there is, and however many there are of them.
    private bool TryTakeAged(out QueuedEvent next)
    {
        for (int i = 0; i < Priorities; i++)
        {
            _agedNext = (_agedNext + 1) % Priorities;
            if (_queues[_agedNext] is { } queue && _agedNext > (int)EventPriority.Critical && HasOthers(_agedNext)
                && queue.TryPeek(out QueuedEvent first) && time.GetElapsedTime(first.Since) > AgeLimit)
            {
                return queue.TryDequeue(out next);
            }
        }

        next = default;
        return false;
    }

    private bool HasOthers(int priority)
    {
        for (int other = 0; other < priority; other++)
        {
            if (_queues[other] is { IsEmpty: false })
            {
                return true;
            }
        }

        return false;
    }

    private void DropAll()
    {
        _parked.UnparkAll();
        while (_parked.TryTakeReady(out QueuedEvent dropped) || TryTakeQueued(out dropped))
        {
            Attempts.Drop(dropped, this);
        }
    }

    private void GiveBack()
    {
        if (_released > 0)
        {
            budget.Release(_released);
            _released = 0;
        }
    }

    private ConcurrentQueue<QueuedEvent> CreateQueue(int priority)
    {
        ConcurrentQueue<QueuedEvent> created = new();
        return Interlocked.CompareExchange(ref _queues[priority], created, null) ?? created;
    }
}
