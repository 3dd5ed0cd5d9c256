namespace DevFlow;

/// <summary>One of a platform's limits, as data. An instance stands for itself: a dialect makes each of its policies once.</summary>
public sealed record RateLimitPolicy
{
    /// <summary>The server's own name for it where it has one, such as <c>core</c>; else a descriptive one.</summary>
    public required string Name { get; init; }

    /// <summary>Its shape.</summary>
    public required RateLimitKind Kind { get; init; }

    /// <summary>
    /// Units in a window, in the full bucket, or at once. For a limit the server reports it counts only until the first report;
    /// 0 where nothing is published.
    /// </summary>
    public double Limit { get; init; }

    /// <summary>The length of the window; zero for other shapes, and where only the server knows it.</summary>
    public TimeSpan Window { get; init; }

    /// <summary>Units that come back each second, for <see cref="RateLimitKind.TokenBucket"/>.</summary>
    public double RefillPerSecond { get; init; }

    /// <summary>
    /// True where answers tell how it stands. Such a limit begins with one call whose answer is awaited; one that answers do not
    /// tell of is hidden and held to <see cref="Limit"/>.
    /// </summary>
    public bool IsReported { get; init; }

    /// <summary>
    /// True to look for more than <see cref="Limit"/> where the limit is hidden: it is raised while nothing is refused, and lowered
    /// to seven tenths by a refusal (CUBIC, RFC 9438).
    /// </summary>
    public bool IsLearned { get; init; }

    /// <summary>
    /// True where units are seconds that the server works on a call, which no answer tells: a call takes as many as passed until its answer, and
    /// until then as many as the calls before it; what its charge says counts for the first.
    /// </summary>
    public bool IsTimed { get; init; }

    /// <summary>How much later than told a window may end, because the server rounds the moment.</summary>
    public TimeSpan ResetSlack { get; init; }
}
