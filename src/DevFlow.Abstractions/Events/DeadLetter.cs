namespace DevFlow;

/// <summary>An event that a handler could not handle, kept until someone replays or removes it.</summary>
public sealed record DeadLetter
{
    /// <summary>Unique in the journal.</summary>
    public required long Id { get; init; }

    /// <summary>The name of the handler.</summary>
    public required string Handler { get; init; }

    /// <summary>When it was given up (UTC).</summary>
    public required DateTimeOffset FailedAt { get; init; }

    /// <summary>Why the last attempt failed, redacted.</summary>
    public required string Error { get; init; }

    /// <summary>Every attempt, the first one first.</summary>
    public required IReadOnlyList<DeliveryAttempt> Attempts { get; init; }

    /// <summary>The event as it was published.</summary>
    public required Event Event { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Handler}: {Event}: {Error}";
}
