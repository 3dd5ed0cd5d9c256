namespace DevFlow.Core.Credentials;

/// <summary>What somebody says about a secret that is to be stored; what is left out stays what it was, or is what the platform's is.</summary>
internal sealed record CredentialRequest
{
    public required string Name { get; init; }

    /// <summary>Null for the kind it was; a token where there was none, a login where a refresh token is given.</summary>
    public CredentialKind? Kind { get; init; }

    public string? Platform { get; init; }

    /// <summary>The platform's address as a person would open it.</summary>
    public Uri? BaseUri { get; init; }

    public string? Account { get; init; }

    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    // What follows is a property of the secret itself: with a new one, what is not said is not known.
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RefreshExpiresAt { get; init; }
}
