namespace DevFlow.Core.Limits;

/// <summary>Buckets in memory; the same for the process's own and for what processes share.</summary>
internal sealed class MemoryState : ILimiterState
{
    private const long LookAgain = 3 * TimeSpan.TicksPerMillisecond;

    private readonly LimiterMemory _first;
    private readonly Action<string> _warn;
    private readonly int _self;
    private readonly Fairness _fairness;
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
        _fairness = new Fairness(memory, _self);
    }

    public bool IsShared { get; private set; }

    /// <summary>Buckets of this process alone.</summary>
    public static MemoryState Private(long now) => new(new LimiterMemory(), now, static _ => { });

    public bool TryTake(Lease lease, long now, out Shortage shortage)
    {
        using Scope inside = Enter(now);
        if (_memory.Header.BlockedUntil > now)
        {
            shortage = new(null, _memory.Header.BlockedUntil, ShortageReason.Refused);
            return false;
        }

        shortage = default;
        Span<Taken> wanted = lease.Taken;
        for (int i = 0; i < wanted.Length; i++)
        {
            ref BucketState state = ref Current(wanted[i].Bucket, now);
            if (!Fits(ref state, wanted[i], now))
            {
                PutBack(wanted[..i], now);
                shortage = WhyShort(wanted, now);
                return false;
            }

            state.Take(wanted[i].Bucket.Policy, wanted[i].Cost, now);
            if (IsShared)
            {
                _fairness.Take(ref state, wanted[i], now);
            }
        }

        return true;
    }

    public void Settle(Lease lease, CallOutcome outcome, long now)
    {
        using Scope inside = Enter(now);
        Settle(lease, outcome, told: [], now);
    }

    public void Settle(Lease lease, in SettledCall call, ReadOnlySpan<Bucket> told, long now)
    {
        using Scope inside = Enter(now);
        Settle(lease, call.Outcome, told, now);
        ref ServerClock clock = ref _memory.Header.Clock;
        for (int i = 0; i < told.Length; i++)
        {
            double cost = lease.CostOf(told[i]);
            ref BucketState state = ref Current(told[i], now);
            state.Read(told[i].Policy, call.Readings[i], cost, lease.GrantedAt, now, clock);
            if (IsShared)
            {
                _fairness.GiveBack(ref state, cost, call.Outcome);
            }
        }

        if (call.Refusal is { } refusal)
        {
            Refuse(lease, refusal, now + call.RefusedFor.Ticks, now);
        }
    }

    public long Observe(long sent, long now, long date)
    {
        using Scope inside = Enter(now);
        _memory.Header.Clock.Observe(sent, now, date);
        return _memory.Header.Clock.EarliestAt(now);
    }

    public long ServerTime(long now)
    {
        using Scope inside = Enter(now);
        return _memory.Header.Clock.IsKnown ? _memory.Header.Clock.EarliestAt(now) : 0;
    }

    public BucketView Look(Bucket bucket, long now)
    {
        using Scope inside = Enter(now);
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

    public void Reap(long now)
    {
        // Asked outside, since nobody should wait for the system inside.
        for (int i = 0; i < Shares.Count; i++)
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

    private Scope Enter(long now)
    {
        _now = now;
        if (IsShared)
        {
            EnterShared(now);
        }

        return new Scope(_memory);
    }

    private void EnterShared(long now)
    {
        try
        {
            if (_memory.Enter())
            {
                _memory.Repair(now);
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
        using Scope inside = Enter(now);
        return _memory.Register(ProcessIdentity.Value, now);
    }

    private bool Fits(ref BucketState state, in Taken taken, long now) =>
        state.BlockedUntil <= now
        && IsEnough(ref state, taken, CapOf(state, taken.Bucket, now), now)
        && (!IsShared || _fairness.Lets(ref state, taken, now));

    // Those of which the answer told nothing.
    private void Settle(Lease lease, CallOutcome outcome, ReadOnlySpan<Bucket> told, long now)
    {
        foreach (ref Taken taken in lease.Taken)
        {
            if (Holds(told, taken.Bucket))
            {
                continue;
            }

            ref BucketState state = ref Current(taken.Bucket, now);
            state.Settle(taken.Bucket.Policy, taken.Cost, SpentOf(taken, lease, outcome, now), outcome, now);
            if (IsShared)
            {
                _fairness.GiveBack(ref state, taken.Cost, outcome);
            }
        }
    }

    // How long a call took that was never sent says nothing of the next.
    private static double SpentOf(in Taken taken, Lease lease, CallOutcome outcome, long now)
    {
        if (!taken.Bucket.Policy.IsTimed || outcome == CallOutcome.NotSent)
        {
            return taken.Cost;
        }

        double seconds = (now - lease.GrantedAt) / (double)TimeSpan.TicksPerSecond;
        taken.Bucket.Time(seconds);
        return seconds;
    }

    // What costs more than there ever is goes when all of it is there.
    private static bool IsEnough(ref BucketState state, in Taken taken, double cap, long now) =>
        state.Available(taken.Bucket.Policy, cap, now) >= taken.Cost || state.IsIdle;

    private static double CapOf(in BucketState state, Bucket bucket, long now) =>
        bucket.Reserve > 0 ? bucket.UsableOf(state.LimitOf(bucket.Policy, now)) : bucket.Cap;

    private void PutBack(ReadOnlySpan<Taken> taken, long now)
    {
        foreach (ref readonly Taken one in taken)
        {
            ref BucketState state = ref Find(one.Bucket, now);
            state.PutBack(one.Bucket.Policy, one.Cost);
            if (IsShared)
            {
                _fairness.GiveBack(ref state, one.Cost, CallOutcome.NotSent);
            }
        }
    }

    // The one that lasts longest.
    private Shortage WhyShort(Span<Taken> wanted, long now)
    {
        Shortage longest = default;
        foreach (ref Taken one in wanted)
        {
            ref BucketState state = ref Current(one.Bucket, now);
            one.IsShort = !Fits(ref state, one, now);
            if (one.IsShort)
            {
                Shortage found = WhyShort(ref state, one, now);
                longest = longest.Bucket is null || found.Until > longest.Until ? found : longest;
            }
        }

        return longest;
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
            _fairness.Wait(ref state);
            return new(bucket, now + LookAgain, ShortageReason.Fairness);
        }

        // Who is held back by a limit or reserve of its own competes with nobody.
        if (IsShared && (cap == double.MaxValue || state.Available(policy, double.MaxValue, now) < taken.Cost))
        {
            _fairness.Contend(ref state, policy, now);
        }

        long until = state.WhenAvailable(policy, cap, taken.Cost, now, _memory.Header.Clock);
        if (until > now && !state.IsAwaited(policy))
        {
            return new(bucket, until, ShortageReason.Exhausted);
        }

        // An answer of this process is heard of at once; what other processes hold comes back without a word, as does what was lost.
        bool isElsewhere = IsShared && _fairness.IsElsewhere(state);
        long look = isElsewhere || state.Lost > 0 ? now + LookAgain : long.MaxValue;
        return new(bucket, until > now ? Math.Min(until, look) : look, ShortageReason.InFlight);
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

        bucket.Place = _memory.PlaceOf(bucket.Key, bucket.Policy.Kind, now);
        return ref _memory.Bucket(bucket.Place);
    }

    private void GiveBackOf(int process, long identity, long now)
    {
        using Scope inside = Enter(now);
        _memory.Abandon(process, identity, now);
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

    /// <summary>Being inside the memory.</summary>
    private readonly ref struct Scope(LimiterMemory memory)
    {
        public void Dispose() => memory.Exit();
    }
}
