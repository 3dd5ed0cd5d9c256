namespace DevFlow;

/// <summary>A login that another program keeps.</summary>
public sealed record ToolLogin
{
    /// <summary>The host it is for.</summary>
    public required string Host { get; init; }

    /// <summary>The account; null where the program does not tell.</summary>
    public string? Account { get; init; }

    /// <summary>The token.</summary>
    public required SecretBuffer Token { get; init; }

    /// <summary>What it is.</summary>
    public CredentialKind Kind { get; init; } = CredentialKind.Token;

    /// <summary>When it ends (UTC); null where that is not known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What its owner should know, as full sentences; null where there is nothing.</summary>
    public string? Warning { get; init; }
}
