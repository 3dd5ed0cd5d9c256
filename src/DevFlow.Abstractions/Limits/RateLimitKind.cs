namespace DevFlow;

/// <summary>The shapes a rate limit comes in.</summary>
public enum RateLimitKind
{
    /// <summary>So many units until a moment the server tells; then all of them are back at once.</summary>
    FixedWindow,

    /// <summary>So many units in any span of one length. Right, too, for windows whose beginning nobody tells.</summary>
    RollingWindow,

    /// <summary>A bucket that holds so many units and is filled again at a steady rate.</summary>
    TokenBucket,

    /// <summary>So many calls at once.</summary>
    Concurrency,
}
