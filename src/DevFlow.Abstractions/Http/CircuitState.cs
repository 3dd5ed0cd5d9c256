namespace DevFlow;

/// <summary>Whether calls pass a circuit breaker.</summary>
public enum CircuitState
{
    /// <summary>They do.</summary>
    Closed,

    /// <summary>They do not: the host failed repeatedly.</summary>
    Open,

    /// <summary>One of them does, to find out whether the host is back.</summary>
    HalfOpen,
}
