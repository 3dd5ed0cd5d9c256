namespace DevFlow;

/// <summary>What is known about a stored credential without opening its secret.</summary>
public sealed record Credential
{
    /// <summary>The name; unique in the store, compared without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>What the secret is.</summary>
    public required CredentialKind Kind { get; init; }

    /// <summary>The id of the platform it belongs to, such as <c>github</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>The only origin (scheme, host, port) the secret is ever sent to.</summary>
    public required Uri Origin { get; init; }

    /// <summary>The account the secret belongs to.</summary>
    public required string Account { get; init; }

    /// <summary>The scopes granted; empty where the platform reports none.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>When the secret expires (UTC); null where that is not known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When this version of the credential was stored (UTC).</summary>
    public required DateTimeOffset StoredAt { get; init; }

    /// <summary>1 for the first version stored under this name, then one more for each replacement.</summary>
    public required long Version { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
