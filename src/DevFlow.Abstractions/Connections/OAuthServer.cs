using System.Collections.ObjectModel;

namespace DevFlow;

/// <summary>
/// Where a platform logs people in by OAuth 2.0, and what it does otherwise than the standards say (RFC 6749, 7636, 8252, 8628). What
/// they say is the engine's, the same for every platform.
/// </summary>
public sealed record OAuthServer
{
    /// <summary>Where codes are exchanged for tokens.</summary>
    public required Uri TokenUri { get; init; }

    /// <summary>The page on which a person allows the client; null where there is no login by browser.</summary>
    public Uri? AuthorizationUri { get; init; }

    /// <summary>Where a device gets the code that a person enters; null where there is no device flow.</summary>
    public Uri? DeviceUri { get; init; }

    /// <summary>False where the server knows no PKCE; its clients are confidential.</summary>
    public bool UsesPkce { get; init; } = true;

    /// <summary>True where a login by browser takes the client's secret.</summary>
    public bool NeedsClientSecret { get; init; }

    /// <summary>The scopes asked for where the user names none.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The parameter that names the scopes on the authorization page.</summary>
    public string ScopeParameter { get; init; } = "scope";

    /// <summary>What stands between scopes.</summary>
    public string ScopeSeparator { get; init; } = " ";

    /// <summary>What the authorization page takes besides.</summary>
    public IReadOnlyDictionary<string, string> AuthorizationParameters { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The object in the answer that holds the tokens of a person; null where the answer itself does.</summary>
    public string? TokensIn { get; init; }

    /// <summary>What renewing the tokens takes besides the client's id, by the names in <see cref="CredentialAttributes"/>.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
