namespace DevFlow.Core.Http;

/// <summary>How the calls of a flow treat rate limits.</summary>
internal sealed record CallOptions
{
    /// <summary>
    /// What holds where nobody asked for anything else. Five minutes outlast every window of minutes there is; the end of
    /// an hour's is a matter for whoever runs the script.
    /// </summary>
    public static readonly CallOptions Default = new();

    public RateLimitBehavior Behavior { get; init; }

    /// <summary>The longest one call waits, for limits and before a repeat.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMinutes(5);

    public RateLimitPriority Priority { get; init; } = RateLimitPriority.Normal;

    /// <summary>False to ask anew for what is in the cache, and to keep nothing.</summary>
    public bool UsesCache { get; init; } = true;

    /// <summary>Hears of long waits; null where nobody looks.</summary>
    public IWaitObserver? Observer { get; init; }
}
