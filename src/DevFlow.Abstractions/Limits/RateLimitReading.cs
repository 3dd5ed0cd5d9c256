namespace DevFlow;

/// <summary>What one answer of a platform said about one of its rate-limit buckets.</summary>
/// <param name="Bucket">The bucket as the server names it, such as <c>core</c>.</param>
/// <param name="Limit">Units granted in a window.</param>
/// <param name="Remaining">Units left in the running window.</param>
/// <param name="ResetsAt">When the window ends, in the server's time (UTC).</param>
public readonly record struct RateLimitReading(string Bucket, long Limit, long Remaining, DateTimeOffset ResetsAt);
