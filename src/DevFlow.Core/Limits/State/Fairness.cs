namespace DevFlow.Core.Limits;

/// <summary>
/// Shares out what there is not enough of among the processes that use a bucket: none gets far ahead of the one that was served
/// least. Called inside the memory they share.
/// </summary>
/// <param name="memory">The memory.</param>
/// <param name="self">This process's place in <see cref="StateHeader.Processes"/>.</param>
internal sealed class Fairness(LimiterMemory memory, int self)
{
    // How far a process may be ahead of the one that got least, as a share of the limit.
    private const double Lead = 0.01;

    // How much of what it missed a process gets afterwards that could not come in time, as a share of the limit: one of four processes
    // may have slept through a window.
    private const double Arrears = 0.25;

    /// <summary>False where others come first.</summary>
    public bool Lets(ref BucketState state, in Taken taken, long now) => now >= state.ContendedUntil || IsTurn(ref state, taken, now);

    /// <summary>True where other processes have calls under way.</summary>
    public bool IsElsewhere(in BucketState state) => state.InFlight > state.Shares[self].InFlight;

    /// <summary>Notes that calls of this process wait for a bucket.</summary>
    public void Wait(ref BucketState state) => state.Shares[self].IsWaiting = 1;

    /// <summary>Notes that there is not enough for all, and that this process waits.</summary>
    public void Contend(ref BucketState state, RateLimitPolicy policy, long now)
    {
        state.ContendedUntil = now + Math.Max(TimeSpan.TicksPerSecond, 2 * policy.Window.Ticks);
        Compete(ref state, policy, now);
        Wait(ref state);
    }

    /// <summary>Notes what this process was granted.</summary>
    public void Take(ref BucketState state, in Taken taken, long now)
    {
        ref Share share = ref state.Shares[self];
        share.InFlight += taken.Cost;
        share.Served += taken.Cost;
        share.Act(now);

        // The one that is served may still be counted among those that wait.
        share.IsWaiting = taken.Bucket.Waiting > 1 ? 1 : 0;
    }

    /// <summary>Notes that a call is over.</summary>
    public void GiveBack(ref BucketState state, double cost, CallOutcome outcome)
    {
        ref Share share = ref state.Shares[self];
        share.InFlight = Math.Max(0, share.InFlight - cost);
        share.Served -= outcome == CallOutcome.NotSent ? Math.Min(cost, share.Served) : 0;
    }

    // Each process may be ahead of the one that was served least only so far.
    private bool IsTurn(ref BucketState state, in Taken taken, long now)
    {
        RateLimitPolicy policy = taken.Bucket.Policy;
        double least = Compete(ref state, policy, now);
        double most = state.Shares[self].Served + taken.Cost - Math.Max(taken.Cost, state.LimitOf(policy, now) * Lead);
        if (most <= least)
        {
            return true;
        }

        for (int i = 0; i < Shares.Count; i++)
        {
            ref Share other = ref state.Shares[i];
            if (i != self && other.Served < most && other.AwaitedSince == 0)
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
        for (int i = 0; i < Shares.Count; i++)
        {
            ref Share other = ref state.Shares[i];
            if (i != self && other.Competes(now, policy.Window) && memory.Header.Processes[i].Identity != 0)
            {
                least = Math.Min(least, other.Served);
            }
        }

        ref Share own = ref state.Shares[self];
        if (!own.Competes(now, policy.Window) && least < double.MaxValue)
        {
            own.Served = Math.Max(own.Served, least - (own.IsBusy ? Arrears * state.LimitOf(policy, now) : 0));
        }

        own.Act(now);
        return least;
    }
}
