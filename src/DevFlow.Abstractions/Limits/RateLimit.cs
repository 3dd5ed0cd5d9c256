namespace DevFlow;

/// <summary>The state of one rate-limit bucket of one connection, as the platform last reported it.</summary>
public sealed record RateLimit
{
    /// <summary>The id of the platform.</summary>
    public required string Platform { get; init; }

    /// <summary>The name of the connection.</summary>
    public required string Connection { get; init; }

    /// <summary>The bucket as the server names it, such as <c>core</c>.</summary>
    public required string Bucket { get; init; }

    /// <summary>Units granted in a window.</summary>
    public required long Limit { get; init; }

    /// <summary>Units spent in the running window, by everyone who shares the bucket.</summary>
    public long Used => Limit - Remaining;

    /// <summary>Units left in the running window.</summary>
    public required long Remaining { get; init; }

    /// <summary>When the window ends and the bucket is full again (UTC).</summary>
    public required DateTimeOffset ResetsAt { get; init; }

    /// <summary>When the platform reported this (UTC).</summary>
    public required DateTimeOffset ObservedAt { get; init; }
}
