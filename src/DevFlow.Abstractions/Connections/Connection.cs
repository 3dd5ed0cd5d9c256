namespace DevFlow;

/// <summary>A named, validated way to talk to one platform as one account. Carries no secret.</summary>
public sealed record Connection
{
    /// <summary>The name by which cmdlets take the connection; unique, compared without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>The id of the platform, such as <c>github</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>The address a person would open, such as <c>https://github.com/</c>.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>The address of the API that the platform's plugin derived from <see cref="BaseUri"/>.</summary>
    public required Uri ApiUri { get; init; }

    /// <summary>The account the platform says the credential belongs to.</summary>
    public required string Account { get; init; }

    /// <summary>The kind of token, told from its form, such as <c>fine-grained personal access token</c>.</summary>
    public required string TokenKind { get; init; }

    /// <summary>The scopes the platform reported; empty where it reports none.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>When the credential expires (UTC), where the platform says so.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The name of the stored credential that the connection uses.</summary>
    public required string CredentialName { get; init; }

    /// <summary>When the connection was last validated (UTC).</summary>
    public required DateTimeOffset ConnectedAt { get; init; }

    /// <summary>True for the connection meant where several to this platform fit and none is named; Select-DevFlowConnection chooses it.</summary>
    public bool IsDefault { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
