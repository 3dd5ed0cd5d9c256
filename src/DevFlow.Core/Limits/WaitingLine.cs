namespace DevFlow.Core.Limits;

/// <summary>
/// The calls of one limiter that wait, in the order of their places: who finds a bucket short holds it for those behind, and nobody
/// else. Used under the limiter's lock.
/// </summary>
internal sealed class WaitingLine(ILimiterState state, MonotonicClock clock)
{
    private readonly List<Waiter> _waiters = [];
    private long _pass;

    public bool IsEmpty => _waiters.Count == 0;

    public void Add(Waiter waiter)
    {
        int place = _waiters.BinarySearch(waiter, Waiter.ByPlace);
        place = place < 0 ? ~place : place;
        while (place < _waiters.Count && Waiter.ByPlace.Compare(_waiters[place], waiter) == 0)
        {
            place++;
        }

        _waiters.Insert(place, waiter);
        Count(waiter, 1);
    }

    /// <summary>Takes out a call that waits no longer.</summary>
    /// <returns>False where it was served before.</returns>
    public bool Remove(Waiter waiter)
    {
        bool isWaiting = _waiters.Remove(waiter);
        if (isWaiting)
        {
            Count(waiter, -1);
        }

        return isWaiting;
    }

    /// <summary>Ends all of them.</summary>
    public void Fail(Exception cause)
    {
        foreach (Waiter waiter in _waiters)
        {
            waiter.TrySetException(cause);
        }

        _waiters.Clear();
    }

    /// <summary>Serves whom it can.</summary>
    /// <returns>When to look again, in ticks of the monotonic clock; the maximum where only answers can change anything.</returns>
    public long Serve(long now, ref Notices notices)
    {
        _pass++;
        long wake = long.MaxValue;
        int kept = 0;
        for (int i = 0; i < _waiters.Count; i++)
        {
            Waiter waiter = _waiters[i];
            if (IsOver(waiter, now, ref notices))
            {
                Finish(waiter, now);
                continue;
            }

            _waiters[kept++] = waiter;
            wake = Math.Min(wake, Math.Min(waiter.GivesUpAt, waiter.Told.Until));
        }

        _waiters.RemoveRange(kept, _waiters.Count - kept);
        return wake;
    }

    private static void Count(Waiter waiter, int change)
    {
        foreach (ref Taken taken in waiter.Lease.Taken)
        {
            taken.Bucket.Waiting += change;
        }
    }

    /// <summary>Tries to serve a waiting call.</summary>
    /// <returns>True where it was served, or waits no longer.</returns>
    private bool IsOver(Waiter waiter, long now, ref Notices notices)
    {
        if (!IsBehind(waiter.Lease, out Shortage shortage))
        {
            if (state.TryTake(waiter.Lease, now, out shortage))
            {
                waiter.Lease.GrantedAt = now;
                return true;
            }

            Mark(waiter.Lease, shortage);
        }

        if (waiter.IsOver(shortage, now))
        {
            return true;
        }

        if (waiter.Note(shortage) is { } listener)
        {
            notices.Add(listener, Describe(shortage, now));
        }

        return false;
    }

    private void Finish(Waiter waiter, long now)
    {
        Count(waiter, -1);
        waiter.TrySetResult(waiter.Lease.GrantedAt != 0 ? new RateLimitLease(waiter.Lease) : new RateLimitLease(Describe(waiter.Told, now)));
    }

    private bool IsBehind(Lease lease, out Shortage shortage)
    {
        foreach (ref Taken taken in lease.Taken)
        {
            if (taken.Bucket.ShortInPass == _pass)
            {
                shortage = taken.Bucket.Shortage;
                return true;
            }
        }

        shortage = default;
        return false;
    }

    private void Mark(Lease lease, in Shortage shortage)
    {
        foreach (ref Taken taken in lease.Taken)
        {
            if (taken.IsShort || shortage.Bucket is null)
            {
                taken.Bucket.ShortInPass = _pass;
                taken.Bucket.Shortage = shortage;
            }
        }
    }

    private RateLimitWait Describe(in Shortage shortage, long now) =>
        new(shortage.Bucket?.Name, shortage.IsDated ? clock.ToUtc(Math.Max(shortage.Until, now)) : null, shortage.Reason);
}
