namespace DevFlow;

/// <summary>What a platform answered when a connection was tested by one call.</summary>
public sealed record ConnectionHealth
{
    /// <summary>The connection's name.</summary>
    public required string Connection { get; init; }

    /// <summary>The id of the platform.</summary>
    public required string Platform { get; init; }

    /// <summary>The address of the API that was asked.</summary>
    public required Uri ApiUri { get; init; }

    /// <summary>True where nothing that could be looked at asks for attention; see <see cref="Unchecked"/>.</summary>
    public bool IsHealthy => Problem is null;

    /// <summary>The account the platform says the credential belongs to; null where it did not say.</summary>
    public string? Account { get; init; }

    /// <summary>The kind of token.</summary>
    public required string TokenKind { get; init; }

    /// <summary>The scopes the platform reports now; empty where it reports none.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>When the credential ends unless somebody acts (UTC); null where that is not known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How long the answer took, waits for rate limits included; null where none came.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>How far this machine's clock is ahead of the platform's, to a second; negative where it is behind, null where the answer did not tell.</summary>
    public TimeSpan? ClockOffset { get; init; }

    /// <summary>What could not be looked at, as a full sentence: of a credential that only its use can try. Null where the platform was asked.</summary>
    public string? Unchecked { get; init; }

    /// <summary>What asks for attention, as a full sentence; null where nothing does.</summary>
    public string? Problem { get; init; }

    /// <summary>What to do about it; null where nothing asks for attention.</summary>
    public string? Fix { get; init; }

    /// <summary>Why the call failed; null where it did not.</summary>
    public ErrorReason? Reason { get; init; }

    /// <summary>When it was tested (UTC).</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Connection;
}
