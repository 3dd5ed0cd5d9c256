namespace DevFlow;

/// <summary>How one bucket of one connection stands.</summary>
public sealed record RateLimit
{
    /// <summary>The id of the platform.</summary>
    public required string Platform { get; init; }

    /// <summary>The name of the connection.</summary>
    public required string Connection { get; init; }

    /// <summary>The bucket: the limit as the server names it, such as <c>core</c>, and after a slash which of its buckets, where there are several.</summary>
    public required string Bucket { get; init; }

    /// <summary>The shape of the limit.</summary>
    public RateLimitKind Kind { get; init; }

    /// <summary>True where answers do not tell how it stands, so that the numbers are reckoned.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Units granted in a window, at once, or what the full bucket holds.</summary>
    public required long Limit { get; init; }

    /// <summary>Units spent, by everyone who shares the bucket as far as answers told.</summary>
    public long Used => Limit - Remaining;

    /// <summary>Units left, without those of calls under way.</summary>
    public required long Remaining { get; init; }

    /// <summary>Units of calls under way, of all processes that share the bucket.</summary>
    public long InFlight { get; init; }

    /// <summary>When the window ends, or everything spent is back (UTC); null where nothing is spent.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>Until when the platform wants no more calls, after it refused one (UTC); null where it does not.</summary>
    public DateTimeOffset? BlockedUntil { get; init; }

    /// <summary>When an answer last told of it (UTC); null for a hidden one.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Whether and when it will be empty; null where answers tell of no window.</summary>
    public RateLimitForecast? Forecast { get; init; }
}
