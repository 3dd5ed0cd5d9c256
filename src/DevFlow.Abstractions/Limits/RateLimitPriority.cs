namespace DevFlow;

/// <summary>Who goes first where callers wait for the same limit. Waiting raises a call, so that none waits for ever.</summary>
public enum RateLimitPriority
{
    /// <summary>Somebody sits in front of it.</summary>
    Interactive,

    /// <summary>A script's ordinary call.</summary>
    Normal,

    /// <summary>Work in bulk that can wait for the rest.</summary>
    Bulk,
}
