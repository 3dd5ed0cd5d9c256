namespace DevFlow;

/// <summary>What a call does that a rate limit holds back.</summary>
public enum RateLimitBehavior
{
    /// <summary>It waits, with progress, at most as long as it may.</summary>
    Wait,

    /// <summary>It fails at once with <see cref="ErrorReason.RateLimited"/>.</summary>
    Stop,

    /// <summary>It says in a warning what it waits for and until when, then waits.</summary>
    Warn,
}
