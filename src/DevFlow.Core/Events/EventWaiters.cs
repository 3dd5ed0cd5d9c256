using System.Collections.Immutable;

namespace DevFlow.Core.Events;

/// <summary>Those who wait for one event.</summary>
internal sealed class EventWaiters(Journal journal, TimeProvider time)
{
    // The longest time a timer takes, about 49 days.
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly Lock _gate = new();
    private ImmutableArray<EventWaiter> _waiters = [];
    private bool _isClosed;

    public void Offer(Event e)
    {
        foreach (EventWaiter waiter in _waiters)
        {
            waiter.Offer(e);
        }
    }

    /// <summary>Cancels whoever waits, now and later.</summary>
    public void Close()
    {
        ImmutableArray<EventWaiter> waiters;
        lock (_gate)
        {
            _isClosed = true;
            waiters = _waiters;
        }

        foreach (EventWaiter waiter in waiters)
        {
            waiter.TrySetCanceled(CancellationToken.None);
        }
    }

    /// <returns>The event; null when the time is over.</returns>
    public async Task<Event?> WaitAsync(EventQuery query, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        EventWaiter waiter = new(query);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _waiters = _waiters.Add(waiter);
        }

        try
        {
            // The waiter already listens: an event is in the journal by now, or it will be offered, or both.
            if (query.Since is not null || query.AfterSequence is not null)
            {
                EventQuery first = query with { Limit = 1, NewestFirst = false };
                await foreach (Event stored in journal.ReadAsync(first, cancellationToken).ConfigureAwait(false))
                {
                    return stored;
                }
            }

            return await waiter.Task.WaitAsync(Left(timeout, start), time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            lock (_gate)
            {
                _waiters = _waiters.Remove(waiter);
            }
        }
    }

    private TimeSpan Left(TimeSpan timeout, long start)
    {
        if (timeout < TimeSpan.Zero || timeout > LongestTimeout)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan left = timeout - time.GetElapsedTime(start);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
