namespace DevFlow;

/// <summary>How the circuit breaker of one host and one class of its limits stands.</summary>
public sealed record CircuitBreaker
{
    /// <summary>The host's origin, such as <c>https://api.github.com</c>.</summary>
    public required string Host { get; init; }

    /// <summary>The class of calls: the first limit they count in, such as <c>core</c> or <c>graphql</c>; empty where none is known.</summary>
    public required string Bucket { get; init; }

    /// <summary>Whether calls pass.</summary>
    public required CircuitState State { get; init; }

    /// <summary>The failures among the last <see cref="Calls"/>; none once five minutes have passed without another.</summary>
    public required int Failures { get; init; }

    /// <summary>The calls that count: the last 20 at most.</summary>
    public required int Calls { get; init; }

    /// <summary>When it opened last (UTC); null where it never did, or was reset.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>When the next call passes as a probe (UTC); null where it is closed.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>What failed last; null where nothing did.</summary>
    public string? LastFailure { get; init; }
}
