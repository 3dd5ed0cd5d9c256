namespace DevFlow;

/// <summary>Which events a middleware sees, and when.</summary>
public sealed record EventMiddlewareOptions
{
    /// <summary>The name; unique in the session, compared without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>When it sees an event.</summary>
    public EventMiddlewareStage Stage { get; init; } = EventMiddlewareStage.Custom;

    /// <summary>The topic pattern: <c>*</c> stands for one segment, <c>**</c> for any number of them.</summary>
    public string Topic { get; init; } = "**";

    /// <summary>How long it may take for an event; publishers wait for it. Later it counts as one that threw. Null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }
}
