using System.Runtime.InteropServices;
using DevFlow.Core.Limits.Forecast;

namespace DevFlow.Core.Limits;

/// <summary>
/// Lets calls with one credential through as fast as the platform's limits allow, and makes them wait where a platform would refuse
/// them. Shaped like System.Threading.RateLimiting: a lease for each call, and no exception for one that is not let through.
/// </summary>
internal sealed class Limiter : IDisposable
{
    private static readonly TimeSpan ReapEvery = TimeSpan.FromSeconds(2);

    // Whoever says more has made a mistake, and is asked again after a day.
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromDays(1);

    // Empty again before anything is awaited.
    [ThreadStatic]
    private static List<RateLimitReading>? t_readings;

    private readonly Lock _gate = new();
    private readonly ILimiterState _state;
    private readonly MonotonicClock _clock;
    private readonly DateReader _dates = new();
    private readonly BucketTable _buckets = new();
    private readonly LeasePool _leases;
    private readonly WaitingLine _line;
    private readonly List<Bucket> _told = [];
    private readonly ITimer _timer;
    private long _reapedAt;
    private bool _isDisposed;

    public Limiter(ILimiterState state, TimeProvider time)
    {
        _state = state;
        _clock = new MonotonicClock(time);
        _line = new WaitingLine(state, _clock);
        _leases = new LeasePool(this, _buckets);
        _timer = time.CreateTimer(static limiter => ((Limiter)limiter!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>True where other processes take from the same buckets.</summary>
    public bool IsShared => _state.IsShared;

    /// <summary>What answers tell of windows, for as long as this process lasts.</summary>
    public WindowForecasts Forecasts { get; } = new();

    /// <summary>Asks for leave to make a call that is not to wait.</summary>
    /// <param name="charges">What it takes.</param>
    /// <param name="lease">The leave.</param>
    /// <returns>False where it would have to wait.</returns>
    public bool TryAcquire(ReadOnlySpan<RateLimitCharge> charges, out RateLimitLease lease)
    {
        long now = _clock.Now;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            Lease asked = _leases.Rent(charges, out bool mustQueue);
            bool isGranted = !mustQueue && _state.TryTake(asked, now, out _);
            if (isGranted)
            {
                asked.GrantedAt = now;
                lease = new RateLimitLease(asked);
            }
            else
            {
                _leases.Return(asked);
                lease = default;
            }

            return isGranted;
        }
    }

    /// <summary>Asks for leave to make a call.</summary>
    /// <param name="charges">What it takes.</param>
    /// <param name="demand">How long it may wait, and how urgent it is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<RateLimitLease> AcquireAsync(ReadOnlySpan<RateLimitCharge> charges, in RateLimitDemand demand, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<RateLimitLease>(cancellationToken);
        }

        if (TryAcquire(charges, out RateLimitLease lease))
        {
            return new(lease);
        }

        long now = _clock.Now;
        Waiter waiter;
        Notices notices = default;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            waiter = new Waiter(_leases.Rent(charges, out _), demand, now);
            _line.Add(waiter);
            Pump(now, ref notices);
        }

        notices.Raise();
        return WaitAsync(waiter, cancellationToken);
    }

    /// <summary>Settles a call without an answer; a handle of an earlier one does nothing.</summary>
    public void Settle(Lease lease, int generation, CallOutcome outcome)
    {
        long now = _clock.Now;
        Notices notices = default;
        lock (_gate)
        {
            if (_isDisposed || lease.Generation != generation)
            {
                return;
            }

            _state.Settle(lease, outcome, now);
            End(lease, now, ref notices);
        }

        notices.Raise();
    }

    /// <summary>Settles a call with what is known of its answer.</summary>
    public void Settle(Lease lease, int generation, in SettledCall call) => Settle(lease, generation, call, _clock.Read());

    /// <summary>Settles a call with what its answer tells.</summary>
    /// <returns>The refusal with its moment by this machine's clock; null where the call was not refused because of a limit.</returns>
    public RateLimitRefusal? Settle(Lease lease, int generation, IRateLimitDialect dialect, HttpResponseMessage response)
    {
        List<RateLimitReading> readings = t_readings ??= [];
        readings.Clear();
        RateLimitRefusal? refusal = null;
        TimeSpan refusedFor = TimeSpan.Zero;
        Moment now = _clock.Read();
        try
        {
            // A refusal names a delay or a moment of the server's clock: asked by that clock, both come out right by ours.
            DateTimeOffset serverNow = Observe(lease.GrantedAt, _dates.Read(response.Headers), now);
            dialect.Read(response, readings);
            readings.RemoveAll(static reading => !IsPlausible(reading));
            refusal = dialect.ReadRefusal(response, serverNow);
            refusedFor = refusal is null ? refusedFor : Min(refusal.RetryAt - serverNow, LongestRefusal);
        }
        finally
        {
            // What stands between may answer for a server that is gone: without a word about limits nobody knows what was counted.
            bool isAnswer = readings.Count > 0 || (int)response.StatusCode < 500;
            SettledCall call = new(isAnswer ? CallOutcome.Answered : CallOutcome.Unknown)
            {
                Readings = CollectionsMarshal.AsSpan(readings),
                Refusal = refusal,
                RefusedFor = refusedFor,
            };
            Settle(lease, generation, call, now);
        }

        return refusal is null ? null : refusal with { RetryAt = now.Utc + refusedFor };
    }

    /// <summary>How the buckets stand that this process has to do with.</summary>
    public IReadOnlyList<(Bucket Bucket, BucketView View)> List()
    {
        long now = _clock.Now;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return [];
            }

            Reap(now);
            return [.. _buckets.All.Select(bucket => (bucket, _state.Look(bucket, now)))];
        }
    }

    /// <summary>How one of them stands; null after the end.</summary>
    public BucketView? Look(Bucket bucket)
    {
        long now = _clock.Now;
        lock (_gate)
        {
            return _isDisposed ? null : _state.Look(bucket, now);
        }
    }

    /// <summary>A moment of the monotonic clock by this machine's clock (UTC).</summary>
    public DateTimeOffset ToUtc(long ticks) => _clock.ToUtc(ticks);

    /// <summary>Changes what a policy allows; null takes the change back.</summary>
    public void Override(string policy, RateLimitOverride? change)
    {
        lock (_gate)
        {
            _buckets.Override(policy, change);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _line.Fail(new ObjectDisposedException(nameof(Limiter)));
            _timer.Dispose();
            _state.Dispose();
        }
    }

    private void Settle(Lease lease, int generation, in SettledCall call, in Moment now)
    {
        TimeSpan serverAhead;
        Notices notices = default;
        lock (_gate)
        {
            if (_isDisposed || lease.Generation != generation)
            {
                return;
            }

            _told.Clear();
            foreach (ref readonly RateLimitReading reading in call.Readings)
            {
                _told.Add(_buckets[reading.Policy, reading.Partition]);
            }

            _state.Settle(lease, call, CollectionsMarshal.AsSpan(_told), now.Ticks);
            long serverNow = _told.Count > 0 ? _state.ServerTime(now.Ticks) : 0;
            serverAhead = serverNow == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(serverNow - now.Utc.UtcTicks);
            End(lease, now.Ticks, ref notices);
        }

        notices.Raise();
        if (!call.Readings.IsEmpty)
        {
            Forecasts.Observe(call.Readings, now.Utc, serverAhead);
        }
    }

    /// <summary>Takes in the Date of an answer to a call that was granted at a time.</summary>
    /// <returns>The server's time at the earliest (UTC).</returns>
    private DateTimeOffset Observe(long grantedAt, DateTimeOffset? date, in Moment now)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return now.Utc;
            }

            // A date of more than a day away is no clock at all.
            long known = date is { } told && (told - now.Utc).Duration() < TimeSpan.FromDays(1)
                ? _state.Observe(grantedAt, now.Ticks, told.UtcTicks)
                : _state.ServerTime(now.Ticks);
            return new DateTimeOffset(known != 0 ? known : _state.Observe(now.Ticks, now.Ticks, now.Utc.UtcTicks), TimeSpan.Zero);
        }
    }

    // Dialects leave out what makes no sense, but a number that is none would spoil what all processes share.
    private static bool IsPlausible(in RateLimitReading reading) =>
        reading is { Limit: > 0 and <= LeasePool.MostUnits, Remaining: >= 0 and <= LeasePool.MostUnits, RefillPerSecond: >= 0 and <= LeasePool.MostUnits } && reading.RefillEvery >= TimeSpan.Zero;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void End(Lease lease, long now, ref Notices notices)
    {
        _leases.Return(lease);
        if (!_line.IsEmpty)
        {
            Pump(now, ref notices);
        }
    }

    private async ValueTask<RateLimitLease> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static (state, token) => ((Cancelled)state!).Invoke(token), new Cancelled(this, waiter));
        await using (registration.ConfigureAwait(false))
        {
            return await waiter.Task.ConfigureAwait(false);
        }
    }

    private void Cancel(Waiter waiter, CancellationToken cancellationToken)
    {
        Notices notices = default;
        lock (_gate)
        {
            if (_line.Remove(waiter))
            {
                _leases.Return(waiter.Lease);
                Pump(_clock.Now, ref notices);
            }
        }

        notices.Raise();
        waiter.TrySetCanceled(cancellationToken);
    }

    private void Look()
    {
        long now = _clock.Now;
        Notices notices = default;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            Reap(now);
            Pump(now, ref notices);
        }

        notices.Raise();
    }

    private void Reap(long now)
    {
        if (_state.IsShared && now - _reapedAt > ReapEvery.Ticks)
        {
            _reapedAt = now;
            _state.Reap(now);
        }
    }

    private void Pump(long now, ref Notices notices) => SetTimer(_line.Serve(now, ref notices), now);

    private void SetTimer(long wake, long now)
    {
        if (wake == long.MaxValue)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // Timers know milliseconds: rounded up, so that none comes before its time, and at most a day.
        double milliseconds = Math.Clamp(Math.Ceiling((wake - now) / (double)TimeSpan.TicksPerMillisecond), 1, TimeSpan.MillisecondsPerDay);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    private sealed record Cancelled(Limiter Limiter, Waiter Waiter)
    {
        public void Invoke(CancellationToken cancellationToken) => Limiter.Cancel(Waiter, cancellationToken);
    }
}
