namespace DevFlow.Core.Limits;

/// <summary>A call that waits. Its place in the queue follows from when it came and how urgent it is, so that waiting raises it.</summary>
internal sealed class Waiter(Lease lease, RateLimitDemand demand, long since)
    : TaskCompletionSource<RateLimitLease>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    // An interactive call passes bulk work that came up to ten seconds before it, and none that waits longer.
    private static readonly long[] Handicap = [0, 2 * TimeSpan.TicksPerSecond, 10 * TimeSpan.TicksPerSecond];

    // Who does not want to wait for units to come back waits for answers that are under way, at most as long as a call may take.
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(100);

    private readonly long _place = since + Handicap[(int)demand.Priority];
    private readonly long _deadline = demand.MaxWait == Timeout.InfiniteTimeSpan || demand.MaxWait.Ticks > long.MaxValue - since ? long.MaxValue : since + demand.MaxWait.Ticks;

    public Lease Lease => lease;

    /// <summary>When it waits no longer, in ticks of the monotonic clock.</summary>
    public long GivesUpAt => demand.MaxWait == TimeSpan.Zero ? since + LongestCall.Ticks : _deadline;

    /// <summary>What it waits for.</summary>
    public Shortage Told { get; private set; }

    /// <summary>The order of the queue.</summary>
    public static IComparer<Waiter> ByPlace { get; } = Comparer<Waiter>.Create(static (one, other) => one._place.CompareTo(other._place));

    /// <summary>True where it would have to wait for longer than it may.</summary>
    public bool IsOver(in Shortage shortage, long now)
    {
        bool isOver = now >= GivesUpAt || (shortage.IsDated && shortage.Until > _deadline);
        Told = isOver ? shortage : Told;
        return isOver;
    }

    /// <summary>Notes why it waits.</summary>
    /// <returns>Whom to tell; null where nobody looks or nothing is new.</returns>
    public Action<RateLimitWait>? Note(in Shortage shortage)
    {
        bool isNew = Told.Until == 0 || Told.Reason != shortage.Reason || !ReferenceEquals(Told.Bucket, shortage.Bucket)
            || (shortage.IsDated && Math.Abs(Told.Until - shortage.Until) > TimeSpan.TicksPerSecond);
        Told = shortage;
        return isNew ? demand.Waiting : null;
    }
}
