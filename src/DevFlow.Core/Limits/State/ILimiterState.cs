namespace DevFlow.Core.Limits;

/// <summary>
/// How the buckets of one credential stand: in this process's memory, or in memory that processes share. It answers at once. One on
/// another machine would keep an allotment here, answer from it, and settle it with the others in the background.
/// </summary>
/// <remarks>Called by one thread at a time; times are ticks of the monotonic clock.</remarks>
internal interface ILimiterState : IDisposable
{
    /// <summary>True where other processes take from the same buckets.</summary>
    bool IsShared { get; }

    /// <summary>Takes from all buckets of a call or, where one has too little, from none.</summary>
    /// <param name="lease">The call; gets marked which buckets were short.</param>
    /// <param name="now">The time.</param>
    /// <param name="shortage">The bucket that will be there last.</param>
    bool TryTake(Lease lease, long now, out Shortage shortage);

    /// <summary>Settles a call that was granted and of which no answer told anything.</summary>
    void Settle(Lease lease, CallOutcome outcome, long now);

    /// <summary>Settles a call that was granted.</summary>
    /// <param name="lease">The call.</param>
    /// <param name="call">What came of it.</param>
    /// <param name="told">The buckets of the readings, in their order.</param>
    /// <param name="now">The time.</param>
    void Settle(Lease lease, in SettledCall call, ReadOnlySpan<Bucket> told, long now);

    /// <summary>Takes in the Date of an answer.</summary>
    /// <param name="sent">When the request was sent.</param>
    /// <param name="now">When the answer was there.</param>
    /// <param name="date">The Date in UTC ticks.</param>
    /// <returns>The server's time in UTC ticks, at the earliest.</returns>
    long Observe(long sent, long now, long date);

    /// <summary>The server's time in UTC ticks, at the earliest; 0 where no answer told.</summary>
    long ServerTime(long now);

    BucketView Look(Bucket bucket, long now);

    /// <summary>Gives back what processes held that are gone. Asks the system about them, so it takes a while.</summary>
    void Reap(long now);
}
