using DevFlow.Core.Credentials;

namespace DevFlow.Core.Connections;

/// <summary>What a user gives to make a connection.</summary>
internal sealed record ConnectRequest
{
    public required string Platform { get; init; }

    public Uri? BaseUri { get; init; }

    /// <summary>The connection's name; null takes the platform's id, with the host where it is not the default one.</summary>
    public string? Name { get; init; }

    /// <summary>The stored credential to connect with; null where a secret is given.</summary>
    public string? CredentialName { get; init; }

    /// <summary>What the given secret is.</summary>
    public CredentialKind Kind { get; init; } = CredentialKind.Token;

    /// <summary>The user name of a basic credential; not used for tokens.</summary>
    public string Account { get; init; } = "";

    /// <summary>The given secret; null where a stored credential is named.</summary>
    public TokenSet? Secret { get; init; }

    /// <summary>What renewing the given secret takes.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    // What came with the given secret; what the platform says itself counts for more.
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RefreshExpiresAt { get; init; }
}
