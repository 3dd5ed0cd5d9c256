using DevFlow.Core.Http;

namespace DevFlow.Core.Limits;

/// <summary>Waits until buckets have room, without taking any of it.</summary>
internal sealed class RateLimitRoom(TimeProvider time)
{
    // Nobody tells this process when calls of others come back, or when a foreign consumer ends.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <param name="connection">Whose they are.</param>
    /// <param name="list">Lists the buckets as they stand.</param>
    /// <param name="units">How many units each shall have.</param>
    /// <param name="options">How long it may take, and who hears of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The buckets, all of them with room.</returns>
    /// <exception cref="DevFlowException">It takes longer than it may (<see cref="ErrorReason.RateLimited"/>), or a bucket never holds so much.</exception>
    public async Task<IReadOnlyList<RateLimit>> WaitAsync(string connection, Func<RateLimit[]> list, long units, CallOptions options, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        try
        {
            while (true)
            {
                RateLimit[] limits = list();
                RequirePossible(limits, units);
                DateTimeOffset now = time.GetUtcNow();
                RateLimit? scarce = limits.MaxBy(limit => ShortUntil(limit, units, now));
                if (scarce is null || ShortUntil(scarce, units, now) is not { } until)
                {
                    return limits;
                }

                TimeSpan left = options.MaxWait - time.GetElapsedTime(started);
                if (until - now > left)
                {
                    throw RateLimitErrors.HeldBack(connection, new RateLimitWait(scarce.Bucket, until, scarce.BlockedUntil is null ? ShortageReason.Exhausted : ShortageReason.Refused));
                }

                if (until - now >= WaitAccount.Short)
                {
                    options.Observer?.WaitBegins($"limit '{scarce.Bucket}' of {connection}", until);
                }

                await Task.Delay(Min(until - now, LookEvery), time, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            options.Observer?.WaitEnds();
        }
    }

    private static DateTimeOffset? ShortUntil(RateLimit limit, long units, DateTimeOffset now)
    {
        DateTimeOffset? until = limit.BlockedUntil;
        if (limit.Usable - limit.Used - limit.InFlight < units)
        {
            DateTimeOffset back = limit.ResetsAt ?? now + LookEvery;
            until = until > back ? until : back;
        }

        // A moment that has just passed is not looked at in a loop without a pause.
        return until is { } moment && moment < now + TimeSpan.FromMilliseconds(1) ? now + TimeSpan.FromMilliseconds(1) : until;
    }

    private static void RequirePossible(RateLimit[] limits, long units)
    {
        if (Array.Find(limits, limit => limit.Usable < units) is { } small)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The limit '{small.Bucket}' of '{small.Connection}' never holds {units} units; it holds {small.Usable}.", "Ask for less at a time, or look how long the whole takes with Get-DevFlowRateLimit -Plan.") { Target = small.Bucket, Bucket = small.Bucket };
        }
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
