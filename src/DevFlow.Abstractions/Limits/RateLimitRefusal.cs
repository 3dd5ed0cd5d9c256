namespace DevFlow;

/// <summary>An answer by which a platform refuses a request because of a limit; it was not carried out.</summary>
/// <param name="RetryAt">The earliest moment to try again, in the time of the clock the reader was given.</param>
/// <param name="Reason">Which limit, in the platform's words where it has some: <c>secondary</c>, <c>jira-burst-based</c>.</param>
public sealed record RateLimitRefusal(DateTimeOffset RetryAt, string Reason)
{
    /// <summary>
    /// The limit that refused, among those the request was charged to: only its bucket is held back. Null where the answer does not
    /// tell; then every call of the connection is.
    /// </summary>
    public RateLimitPolicy? Policy { get; init; }

    /// <summary>True where the answer named the moment, false where it is the platform's advice for answers that name none.</summary>
    public bool IsHinted { get; init; }
}
