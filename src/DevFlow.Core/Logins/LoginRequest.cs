namespace DevFlow.Core.Logins;

/// <summary>What a login by OAuth begins with.</summary>
internal sealed record LoginRequest
{
    /// <summary>The platform's address as a person opens it.</summary>
    public required Uri BaseUri { get; init; }

    public required OAuthServer Server { get; init; }

    /// <summary>The OAuth client, which the user or their company registered.</summary>
    public required string ClientId { get; init; }

    /// <summary>Empty for a public client.</summary>
    public required SecretBuffer ClientSecret { get; init; }

    /// <summary>What is asked for; the server's own list where the user names none.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Where the browser comes back to: an address of this machine, by default with a free port.</summary>
    public Uri RedirectUri { get; init; } = new("http://127.0.0.1/callback");

    public string ScopeText => string.Join(Server.ScopeSeparator, Scopes);
}
