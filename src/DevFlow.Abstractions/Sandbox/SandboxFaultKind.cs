namespace DevFlow;

/// <summary>What can go wrong in a sandbox.</summary>
public enum SandboxFaultKind
{
    /// <summary>The request waits before it is looked at.</summary>
    Latency,

    /// <summary>The request is answered with an error status and nothing is done.</summary>
    Status,

    /// <summary>The connection is reset and nothing is done.</summary>
    ResetBefore,

    /// <summary>The request is carried out, then the connection is reset: the caller cannot know.</summary>
    ResetAfter,

    /// <summary>The request is carried out; the connection ends in the middle of the answer's body.</summary>
    Truncate,

    /// <summary>The request is carried out; the answer's body drips.</summary>
    SlowBody,

    /// <summary>The Date header lies.</summary>
    ClockSkew,

    /// <summary>The platform is away: every connection is reset and no webhook is sent until it is back.</summary>
    Outage,

    /// <summary>A webhook delivery is sent twice.</summary>
    DuplicateDelivery,

    /// <summary>A webhook delivery is sent after the one that follows it.</summary>
    ReorderDelivery,
}
