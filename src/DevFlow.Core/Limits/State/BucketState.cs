using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>
/// How one bucket stands. For every shape of limit the same holds: available = limit - spent - in flight - lost. A call is in flight
/// until its answer and spent from then on, so it is never counted earlier than the server counts it, and never less.
/// </summary>
/// <remarks>
/// It lies in memory that processes share, so its layout is part of <see cref="StateHeader.CurrentVersion"/>. Times are ticks of
/// 100 ns of the monotonic clock, but for <see cref="WindowEnd"/>. What <see cref="Spent"/> means differs by shape: of a fixed window
/// the highest use an answer told, of a rolling one the sum of its slots, of a token bucket what is missing to be full.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct BucketState
{
    // What a bucket gains in less time need not be reckoned: timers know milliseconds.
    private const long WorthLooking = TimeSpan.TicksPerMillisecond;

    // No wait is longer.
    private const long Farthest = 3 * TimeSpan.TicksPerDay;

    public BucketKey Key;
    public double Limit;
    public double Spent;
    public double InFlight;

    /// <summary>When an answer last told of it; 0: never.</summary>
    public long ReadAt;

    /// <summary>When the last call was settled.</summary>
    public long SettledAt;

    /// <summary>When it was last used, to find the one that is missed least.</summary>
    public long UsedAt;

    /// <summary>Until when the platform wants no calls.</summary>
    public long BlockedUntil;

    /// <summary>Until when time alone changes nothing here.</summary>
    public long UnchangedUntil;

    /// <summary>Until when processes keep to their shares, because there was not enough for all.</summary>
    public long ContendedUntil;
    public Learning Learning;

    private RateLimitKind _kind;
    private Probe _probe;
    private WindowEnd _end;
    private LostUnits _lost;
    private TokenFlow _flow;
    private RollingSlots _slots;
    public Shares Shares;

    /// <summary>Units lost and in flight, which may or may not have been counted.</summary>
    public readonly double Lost => _lost.Sum;

    /// <summary>Makes an unused place the bucket of a key.</summary>
    public void Begin(in BucketKey key, RateLimitKind kind, long now)
    {
        this = default;
        Key = key;
        _kind = kind;
        UsedAt = now;
        _probe.Begin();
        _flow.Begin(now);
    }

    /// <summary>Forgets what is over; needless before <see cref="UnchangedUntil"/>.</summary>
    public void Advance(RateLimitPolicy policy, long now, in ServerClock clock)
    {
        if (Lost > 0)
        {
            ForgetLost(now);
        }

        switch (policy.Kind)
        {
            case RateLimitKind.FixedWindow when !_probe.IsNeeded && clock.EarliestAt(now) >= _end.At + policy.ResetSlack.Ticks:
                _probe.Begin();
                Spent = 0;
                break;
            case RateLimitKind.RollingWindow when now >= _slots.EndsAt:
                // Clocks that run apart make windows longer and refills slower, never the other way round.
                Spent = _slots.Advance(Spent, policy.Window.Ticks * (1 + clock.Drift), now);
                break;
            case RateLimitKind.TokenBucket:
                if (Refill(policy, now, clock) <= 0 && InFlight <= 0 && now - ReadAt >= Probe.Patience)
                {
                    // How fast it is filled nobody has told: another answer has to tell how it stands.
                    _probe.Begin();
                }

                break;
        }

        UnchangedUntil = policy.Kind switch
        {
            _ when Lost > 0 => now,
            RateLimitKind.RollingWindow => _slots.EndsAt,
            RateLimitKind.TokenBucket => now + WorthLooking,
            RateLimitKind.Concurrency => long.MaxValue,
            _ => now,
        };
    }

    /// <summary>Units that may be taken now; call <see cref="Advance"/> first.</summary>
    /// <param name="policy">The limit.</param>
    /// <param name="cap">The most that shall be used of it.</param>
    /// <param name="now">The time.</param>
    public readonly double Available(RateLimitPolicy policy, double cap, long now)
    {
        if (IsAwaited(policy))
        {
            // Nothing is known of this window: one call finds out for all. Where its answer told nothing, what was told before holds.
            return !_probe.MayGo(now) ? 0 : _probe.IsUseless && Limit > 0 ? Math.Min(Limit, cap) - InFlight - Lost : double.MaxValue;
        }

        bool isExploring = policy.IsLearned && InFlight <= 0 && Learning.MayExplore(policy, now);
        double limit = isExploring ? double.MaxValue : LimitOf(policy, now);
        return (limit < cap ? limit : cap) - Spent - InFlight - Lost;
    }

    /// <summary>Takes units for a call that is about to be sent.</summary>
    public void Take(RateLimitPolicy policy, double cost, long now)
    {
        InFlight += cost;
        UsedAt = now;
        if (_probe.IsNeeded && policy.IsReported)
        {
            _probe.Send(now);
        }
    }

    /// <summary>Takes back what was taken for a call that has to wait for another bucket.</summary>
    public void PutBack(RateLimitPolicy policy, double cost)
    {
        InFlight = Amount.FromZero(InFlight - cost);
        if (_probe.IsNeeded && policy.IsReported)
        {
            _probe.Fail(CallOutcome.NotSent);
        }
    }

    /// <summary>Settles a call of which no answer told how the bucket stands; it may have cost another number of units than it took.</summary>
    public void Settle(RateLimitPolicy policy, double cost, double spent, CallOutcome outcome, long now)
    {
        InFlight = Amount.FromZero(InFlight - cost);
        SettledAt = Math.Max(SettledAt, now);
        if (_probe.IsNeeded)
        {
            _probe.Fail(outcome);
        }

        if (outcome == CallOutcome.NotSent || policy.Kind == RateLimitKind.Concurrency)
        {
            return;
        }

        if (policy.Kind == RateLimitKind.FixedWindow && outcome == CallOutcome.Unknown)
        {
            Lose(spent, now);
            return;
        }

        if (policy.Kind == RateLimitKind.RollingWindow)
        {
            Fill(spent);
            Learning.Accept(Spent);
            return;
        }

        Spend(spent, now);
        _flow.Use(spent);
    }

    /// <summary>Takes in what an answer told, after its call was settled.</summary>
    /// <param name="policy">The limit.</param>
    /// <param name="reading">What was told.</param>
    /// <param name="cost">What the call took of this bucket; 0 where it was expected elsewhere.</param>
    /// <param name="sent">When the call was granted.</param>
    /// <param name="now">The time.</param>
    /// <param name="clock">The server's clock.</param>
    public void Read(RateLimitPolicy policy, in RateLimitReading reading, double cost, long sent, long now, in ServerClock clock)
    {
        // Where nothing else was under way from its sending to its answer, the answer is the whole truth, lower or higher.
        bool isAlone = InFlight <= cost && sent > SettledAt;
        InFlight = Math.Max(0, InFlight - cost);

        // Whoever settles looked at the clock before the lock: another may have come between.
        SettledAt = Math.Max(SettledAt, now);
        long readBefore = ReadAt;
        ReadAt = Math.Max(ReadAt, now);
        Limit = reading.Limit;
        double used = Math.Max(0, reading.Limit - reading.Remaining);
        switch (policy.Kind)
        {
            case RateLimitKind.TokenBucket:
                Refill(policy, now, clock);
                _flow.Use(cost);
                _flow.Read(reading);

                // The others under way may be in the server's number or not, and it was filled since the call was sent: only
                // what is missing beyond both was taken by somebody else.
                double surelyUsed = Math.Max(0, used - InFlight - ((now - sent) * _flow.Refill(policy, clock)));
                Spent = isAlone || _probe.IsNeeded ? used : Math.Max(Spent + cost, surelyUsed);
                _probe.Succeed();
                break;
            case RateLimitKind.RollingWindow:
                Fill(Math.Max(cost, used - InFlight - Spent));
                _probe.Succeed();
                break;
            case RateLimitKind.FixedWindow when reading.ResetsAt is { } reset:
                long serverTime = clock.IsKnown ? clock.EarliestAt(now) : reset.UtcTicks;
                ReadWindow(_end.Read(policy, reset.UtcTicks, isNew: sent > readBefore, serverTime), used, isAlone);
                break;
        }
    }

    /// <summary>When units may be there, should no call in flight give some back.</summary>
    /// <returns>The moment; <paramref name="now"/> where only answers can tell.</returns>
    public readonly long WhenAvailable(RateLimitPolicy policy, double cap, double cost, long now, in ServerClock clock)
    {
        // What costs more than there ever is goes when all of it is there.
        double most = Math.Min(LimitOf(policy, now), cap);
        double missing = Math.Min(cost, most) - (most - Spent);
        if (IsAwaited(policy))
        {
            return _probe.Until;
        }

        if (missing <= 0)
        {
            return now;
        }

        return policy.Kind switch
        {
            RateLimitKind.FixedWindow => clock.SurelyAfter(_end.At + policy.ResetSlack.Ticks, now),
            RateLimitKind.TokenBucket => _flow.WhenBack(missing, policy, now, clock),
            RateLimitKind.RollingWindow => _slots.WhenExpired(missing, now),
            _ => now,
        };
    }

    /// <summary>Units a second that were used lately and that come back, of a limit that is no window; call <see cref="Advance"/> first.</summary>
    public readonly (double Used, double Back) FlowOf(RateLimitPolicy policy, long now, in ServerClock clock)
    {
        switch (policy.Kind)
        {
            case RateLimitKind.TokenBucket:
                return (_flow.RecentRate(now), _flow.Refill(policy, clock) * TimeSpan.TicksPerSecond);
            case RateLimitKind.RollingWindow when _slots.IsDivided:
                return (_slots.RecentRate(now), LimitOf(policy, now) / policy.Window.TotalSeconds);
            default:
                return default;
        }
    }

    /// <summary>When all that is spent is back.</summary>
    public readonly long WhenFull(RateLimitPolicy policy, long now, in ServerClock clock) => policy.Kind switch
    {
        RateLimitKind.FixedWindow => now + Math.Max(0, _end.At - clock.EarliestAt(now)),
        RateLimitKind.TokenBucket => _flow.WhenBack(Spent, policy, now, clock),
        RateLimitKind.RollingWindow => _slots.WhenExpired(Spent, now),
        _ => now,
    };

    /// <summary>The limit in force: what the server told, else what was learned, else what is published.</summary>
    public readonly double LimitOf(RateLimitPolicy policy, long now) => policy.IsReported
        ? Limit > 0 ? Math.Max(1, Limit - _flow.Batch) : policy.Limit
        : Learning.LimitAt(policy, now);

    /// <summary>Mends what a process may have left half done that was killed inside, or what a damaged file holds.</summary>
    public void Repair(long now)
    {
        if (!IsSane(now))
        {
            Begin(Key, _kind, now);
            return;
        }

        UnchangedUntil = 0;
        InFlight = Shares.Repair();
        Spent = Amount.Sane(Spent);
        _lost.Repair();
        _slots.Repair();
    }

    /// <summary>Settles what a process had under way that is gone: it may have been counted.</summary>
    public void Abandon(int process, long now)
    {
        double left = Shares[process].InFlight;
        Shares[process] = default;
        InFlight = Math.Max(0, InFlight - left);
        if (left <= 0)
        {
            return;
        }

        switch (_kind)
        {
            case RateLimitKind.RollingWindow:
                Spent = _slots.Advance(Spent, window: 0, now);
                Fill(left);
                break;
            case RateLimitKind.TokenBucket:
                Spend(left, now);
                break;
            default:
                Lose(left, now);
                break;
        }
    }

    /// <summary>True where the answer of one call is awaited before others may go.</summary>
    public readonly bool IsAwaited(RateLimitPolicy policy) => _probe.IsNeeded && policy.IsReported && policy.Kind != RateLimitKind.Concurrency;

    /// <summary>True where to forget it would let calls through that must wait: of a lease that is being taken, too.</summary>
    public readonly bool IsNeeded(long now) => InFlight > 0 || UsedAt >= now || BlockedUntil > now;

    /// <summary>True where it is as if it had never been used.</summary>
    public readonly bool IsIdle => InFlight <= 0 && Spent <= 0 && Lost <= 0;

    private readonly bool IsSane(long now)
    {
        long newest = Math.Max(ReadAt, Math.Max(SettledAt, UsedAt));
        long latest = Math.Max(Math.Max(BlockedUntil, ContendedUntil), Math.Max(_probe.Until, _slots.EndsAt));
        return newest <= now + TimeSpan.TicksPerSecond && latest <= now + Farthest && double.IsFinite(Limit)
            && _flow.IsSane(now) && _slots.IsSane && Learning.IsSane;
    }

    private void ReadWindow(WindowRelation told, double used, bool isAlone)
    {
        if (told == WindowRelation.Next)
        {
            Spent = used;
            _probe.Succeed();
        }
        else if (told == WindowRelation.Same && !_probe.IsNeeded)
        {
            Spent = isAlone ? used : Math.Max(Spent, used);
        }
    }

    // Fills a token bucket up to a moment; the units that come back each tick.
    private double Refill(RateLimitPolicy policy, long now, in ServerClock clock)
    {
        double refill = _flow.Refill(policy, clock);
        Spent = Amount.FromZero(Spent - _flow.Fill(refill, now));
        return refill;
    }

    private void Spend(double cost, long now)
    {
        if (Spent <= 0)
        {
            _flow.FillFrom(now);
        }

        Spent += cost;
    }

    private void Lose(double cost, long now)
    {
        ForgetLost(now);
        _lost.Add(cost);
        UnchangedUntil = now;
    }

    // What no answer has told of since it was lost is spent.
    private void ForgetLost(long now)
    {
        (double over, long since) = _lost.Forget(now);
        Spent += _kind == RateLimitKind.FixedWindow && ReadAt < since ? over : 0;
    }

    // Into the slot of the moment: call Advance first.
    private void Fill(double cost)
    {
        _slots.Fill(cost);
        Spent += cost;
    }
}
