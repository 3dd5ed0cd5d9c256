namespace DevFlow.Core.Limits;

/// <summary>Buckets in memory; the same for the process's own and for what processes share.</summary>
internal sealed class MemoryState : ILimiterState
{
    private const long LookAgain = 3 * TimeSpan.TicksPerMillisecond;

    // How far a process may be ahead of the one that got least, as a share of the limit.
    private const double Lead = 0.01;

    // How much of what it missed a process gets afterwards that could not come in time, as a share of the limit: one of four processes
    // may have slept through a window.
    private const double Arrears = 0.25;

    private readonly LimiterMemory _first;
    private readonly Action<string> _warn;
    private readonly int _self;
    private LimiterMemory _memory;
    private long _now;

    /// <param name="memory">Where they are.</param>
    /// <param name="now">The time.</param>
    /// <param name="warn">Told the cause when this process has to go on with memory of its own.</param>
    public MemoryState(LimiterMemory memory, long now, Action<string> warn)
    {
        _first = memory;
        _memory = memory;
        _warn = warn;
        IsShared = memory.IsShared;
        _self = memory.IsShared ? Register(now) : 0;
    }

    public bool IsShared { get; private set; }

    /// <summary>Buckets of this process alone.</summary>
    public static MemoryState Private(long now) => new(new LimiterMemory(), now, static _ => { });

    public bool TryTake(Lease lease, long now, out Shortage shortage)
    {
        Enter(now);
        try
        {
            if (_memory.Header.BlockedUntil > now)
            {
                shortage = new(null, _memory.Header.BlockedUntil, ShortageReason.Refused);
                return false;
            }

            shortage = default;
            bool isGranted = true;
            foreach (ref Taken taken in lease.Taken)
            {
                ref BucketState state = ref Current(taken.Bucket, now);
                taken.IsShort = !Fits(ref state, taken, now);
                if (taken.IsShort)
                {
                    Shortage found = WhyShort(ref state, taken, now);
                    shortage = isGranted || found.Until > shortage.Until ? found : shortage;
                    isGranted = false;
                }
            }

            if (isGranted)
            {
                Take(lease, now);
            }

            return isGranted;
        }
        finally
        {
            _memory.Exit();
        }
    }

    public void Settle(Lease lease, in SettledCall call, ReadOnlySpan<Bucket> told, long now)
    {
        Enter(now);
        try
        {
            ref ServerClock clock = ref _memory.Header.Clock;
            foreach (ref Taken taken in lease.Taken)
            {
                if (Holds(told, taken.Bucket))
                {
                    continue;
                }

                ref BucketState state = ref Current(taken.Bucket, now);
                state.Settle(taken.Bucket.Policy, taken.Cost, call.Outcome, now, clock);
                GiveBack(ref state, taken.Cost, call.Outcome);
            }

            for (int i = 0; i < told.Length; i++)
            {
                double cost = CostOf(lease, told[i]);
                ref BucketState state = ref Current(told[i], now);
                state.Read(told[i].Policy, call.Readings[i], cost, lease.GrantedAt, now, clock);
                GiveBack(ref state, cost, call.Outcome);
            }

            if (call.Refusal is { } refusal)
            {
                Refuse(lease, refusal, now + call.RefusedFor.Ticks, now);
            }
        }
        finally
        {
            _memory.Exit();
        }
    }

    public long Observe(long sent, long now, long date)
    {
        Enter(now);
        try
        {
            _memory.Header.Clock.Observe(sent, now, date);
            return _memory.Header.Clock.EarliestAt(now);
        }
        finally
        {
            _memory.Exit();
        }
    }

    public long ServerTime(long now)
    {
        Enter(now);
        try
        {
            return _memory.Header.Clock.IsKnown ? _memory.Header.Clock.EarliestAt(now) : 0;
        }
        finally
        {
            _memory.Exit();
        }
    }

    public BucketView Look(Bucket bucket, long now)
    {
        Enter(now);
        try
        {
            ref BucketState state = ref Current(bucket, now);
            ref ServerClock clock = ref _memory.Header.Clock;
            return new(
                state.LimitOf(bucket.Policy, now),
                state.Spent + state.Lost,
                state.InFlight,
                state.WhenFull(bucket.Policy, now, clock),
                Math.Max(state.BlockedUntil, _memory.Header.BlockedUntil),
                state.ReadAt)
            {
                Flow = state.FlowOf(bucket.Policy, now, clock),
            };
        }
        finally
        {
            _memory.Exit();
        }
    }

    public void Reap(long now)
    {
        if (!IsShared)
        {
            return;
        }

        // Asked outside, since nobody should wait for the system inside.
        for (int i = 0; i < BucketState.MaxProcesses; i++)
        {
            long identity = _memory.Header.Processes[i].Identity;
            if (identity != 0 && !ProcessIdentity.IsAlive(identity))
            {
                GiveBackOf(i, identity, now);
            }
        }
    }

    public void Dispose()
    {
        if (IsShared)
        {
            GiveBackOf(_self, ProcessIdentity.Value, _now);
        }

        _memory.Dispose();
        if (!ReferenceEquals(_memory, _first))
        {
            _first.Dispose();
        }
    }

    private void Enter(long now)
    {
        _now = now;
        if (IsShared)
        {
            EnterShared(now);
        }
    }

    private void EnterShared(long now)
    {
        try
        {
            if (_memory.Enter())
            {
                Repair(now);
            }
        }
        catch (TimeoutException stuck)
        {
            _warn(stuck.Message);
            _memory = new LimiterMemory();
            IsShared = false;
        }
    }

    private int Register(long now)
    {
        Reap(now);
        Enter(now);
        try
        {
            // What lies in the file is not to be trusted further than it makes sense.
            Repair(now);
            for (int i = 0; i < BucketState.MaxProcesses; i++)
            {
                ref ProcessSlot slot = ref _memory.Header.Processes[i];
                if (slot.Identity == 0)
                {
                    slot.Identity = ProcessIdentity.Value;
                    return i;
                }
            }
        }
        finally
        {
            _memory.Exit();
        }

        throw new InvalidOperationException($"{BucketState.MaxProcesses} processes use it already");
    }

    private bool Fits(ref BucketState state, in Taken taken, long now) =>
        state.BlockedUntil <= now
        && IsEnough(ref state, taken, CapOf(state, taken.Bucket, now), now)
        && (!IsShared || now >= state.ContendedUntil || IsTurn(ref state, taken, now));

    // What costs more than there ever is goes when all of it is there.
    private static bool IsEnough(ref BucketState state, in Taken taken, double cap, long now) =>
        state.Available(taken.Bucket.Policy, cap, now) >= taken.Cost || state.IsIdle;

    private static double CapOf(in BucketState state, Bucket bucket, long now) =>
        bucket.Reserve > 0 ? Math.Min(bucket.Cap, state.LimitOf(bucket.Policy, now) * (1 - bucket.Reserve)) : bucket.Cap;

    private void Take(Lease lease, long now)
    {
        foreach (ref Taken taken in lease.Taken)
        {
            ref BucketState state = ref _memory.Bucket(taken.Bucket.Place);
            state.Take(taken.Bucket.Policy, taken.Cost, now);
            if (!IsShared)
            {
                continue;
            }

            ref Share share = ref state.Shares[_self];
            share.InFlight += taken.Cost;
            share.Served += taken.Cost;
            share.Act(now);

            // The one that is served may still be counted among those that wait.
            share.IsWaiting = taken.Bucket.Waiting > 1 ? 1 : 0;
        }
    }

    private Shortage WhyShort(ref BucketState state, in Taken taken, long now)
    {
        Bucket bucket = taken.Bucket;
        RateLimitPolicy policy = bucket.Policy;
        if (state.BlockedUntil > now)
        {
            return new(bucket, state.BlockedUntil, ShortageReason.Refused);
        }

        double cap = CapOf(state, bucket, now);
        if (IsEnough(ref state, taken, cap, now))
        {
            state.Shares[_self].IsWaiting = 1;
            return new(bucket, now + LookAgain, ShortageReason.Fairness);
        }

        // Who is held back by a limit or reserve of its own competes with nobody.
        if (IsShared && (cap == double.MaxValue || state.Available(policy, double.MaxValue, now) < taken.Cost))
        {
            state.ContendedUntil = now + Math.Max(TimeSpan.TicksPerSecond, 2 * policy.Window.Ticks);
            Compete(ref state, policy, now);
            state.Shares[_self].IsWaiting = 1;
        }

        long until = state.WhenAvailable(policy, cap, taken.Cost, now, _memory.Header.Clock);
        if (until > now && !state.IsAwaited(policy))
        {
            return new(bucket, until, ShortageReason.Exhausted);
        }

        // An answer of this process is heard of at once; what other processes hold comes back without a word, as does what was lost.
        bool isElsewhere = IsShared && state.InFlight > state.Shares[_self].InFlight;
        long look = isElsewhere || state.Lost > 0 ? now + LookAgain : long.MaxValue;
        return new(bucket, until > now ? Math.Min(until, look) : look, ShortageReason.InFlight);
    }

    // Each process may be ahead of the one that was served least only so far.
    private bool IsTurn(ref BucketState state, in Taken taken, long now)
    {
        RateLimitPolicy policy = taken.Bucket.Policy;
        double least = Compete(ref state, policy, now);
        double most = state.Shares[_self].Served + taken.Cost - Math.Max(taken.Cost, state.LimitOf(policy, now) * Lead);
        if (most <= least)
        {
            return true;
        }

        for (int i = 0; i < BucketState.MaxProcesses; i++)
        {
            ref Share other = ref state.Shares[i];
            if (i != _self && other.Served < most && other.AwaitedSince == 0)
            {
                other.AwaitedSince = now;
            }
        }

        return false;
    }

    /// <summary>
    /// Marks this process as one that wants units. Who comes anew begins where the one stands that got least; who was there all the
    /// time and could not come gets some of what it missed.
    /// </summary>
    /// <returns>The least that any other was served.</returns>
    private double Compete(ref BucketState state, RateLimitPolicy policy, long now)
    {
        double least = double.MaxValue;
        for (int i = 0; i < BucketState.MaxProcesses; i++)
        {
            ref Share other = ref state.Shares[i];
            if (i != _self && other.Competes(now, policy.Window) && _memory.Header.Processes[i].Identity != 0)
            {
                least = Math.Min(least, other.Served);
            }
        }

        ref Share own = ref state.Shares[_self];
        if (!own.Competes(now, policy.Window) && least < double.MaxValue)
        {
            own.Served = Math.Max(own.Served, least - (own.IsBusy ? Arrears * state.LimitOf(policy, now) : 0));
        }

        own.Act(now);
        return least;
    }

    private void GiveBack(ref BucketState state, double cost, CallOutcome outcome)
    {
        ref Share share = ref state.Shares[_self];
        share.InFlight = Math.Max(0, share.InFlight - cost);
        share.Served -= outcome == CallOutcome.NotSent ? Math.Min(cost, share.Served) : 0;
    }

    private void Refuse(Lease lease, RateLimitRefusal refusal, long until, long now)
    {
        foreach (ref Taken taken in lease.Taken)
        {
            RateLimitPolicy policy = taken.Bucket.Policy;
            if (ReferenceEquals(taken.Bucket.Declared, refusal.Policy))
            {
                ref BucketState state = ref Find(taken.Bucket, now);
                state.BlockedUntil = Math.Max(state.BlockedUntil, until);
                if (!policy.IsReported)
                {
                    state.Learning.Refuse(policy, now);
                }

                return;
            }
        }

        ref StateHeader header = ref _memory.Header;
        header.BlockedUntil = Math.Max(header.BlockedUntil, until);
    }

    private ref BucketState Current(Bucket bucket, long now)
    {
        ref BucketState state = ref Find(bucket, now);
        if (now >= state.UnchangedUntil)
        {
            state.Advance(bucket.Policy, now, _memory.Header.Clock);
        }

        return ref state;
    }

    private ref BucketState Find(Bucket bucket, long now)
    {
        ref BucketState state = ref _memory.Bucket(bucket.Place);
        if (state.Key == bucket.Key)
        {
            return ref state;
        }

        return ref Search(bucket, now);
    }

    private ref BucketState Search(Bucket bucket, long now)
    {
        int first = (int)(bucket.Key.Low % LimiterMemory.Sets) * LimiterMemory.Ways;
        int best = first;
        for (int place = first; place < first + LimiterMemory.Ways; place++)
        {
            ref BucketState state = ref _memory.Bucket(place);
            if (state.Key == bucket.Key)
            {
                bucket.Place = place;
                return ref state;
            }

            best = IsMissedLess(ref state, ref _memory.Bucket(best)) ? place : best;
        }

        bucket.Place = best;
        ref BucketState fresh = ref _memory.Bucket(best);
        fresh.Begin(bucket.Key, bucket.Policy.Kind, now);
        return ref fresh;
    }

    private static bool IsMissedLess(ref BucketState state, ref BucketState other) =>
        (state.InFlight > 0, !state.IsIdle, state.UsedAt).CompareTo((other.InFlight > 0, !other.IsIdle, other.UsedAt)) < 0;

    // What a process had under way when it was killed may have been counted.
    private void GiveBackOf(int process, long identity, long now)
    {
        Enter(now);
        try
        {
            ref ProcessSlot slot = ref _memory.Header.Processes[process];
            if (slot.Identity != identity)
            {
                return;
            }

            for (int place = 0; place < LimiterMemory.Sets * LimiterMemory.Ways; place++)
            {
                ref BucketState state = ref _memory.Bucket(place);
                if (state.Key != default)
                {
                    state.Abandon(process, now);
                }
            }

            slot.Identity = 0;
        }
        finally
        {
            _memory.Exit();
        }
    }

    private void Repair(long now)
    {
        ref StateHeader header = ref _memory.Header;
        header.Clock = header.Clock.IsSane(now) ? header.Clock : default;
        header.BlockedUntil = header.BlockedUntil > now + TimeSpan.TicksPerDay ? 0 : header.BlockedUntil;
        for (int place = 0; place < LimiterMemory.Sets * LimiterMemory.Ways; place++)
        {
            ref BucketState state = ref _memory.Bucket(place);
            if (state.Key != default)
            {
                state.Repair(now);
            }
        }
    }

    private static bool Holds(ReadOnlySpan<Bucket> buckets, Bucket bucket)
    {
        foreach (Bucket other in buckets)
        {
            if (ReferenceEquals(other, bucket))
            {
                return true;
            }
        }

        return false;
    }

    private static double CostOf(Lease lease, Bucket bucket)
    {
        foreach (ref Taken taken in lease.Taken)
        {
            if (ReferenceEquals(taken.Bucket, bucket))
            {
                return taken.Cost;
            }
        }

        return 0;
    }
}
