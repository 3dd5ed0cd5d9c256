namespace DevFlow.Sandbox.Auth;

/// <summary>An application registered with the platform.</summary>
/// <param name="Id">Its client_id.</param>
/// <param name="Name">What the consent page calls it.</param>
/// <param name="Policy">The rules for it.</param>
internal sealed record OAuthClient(string Id, string Name, OAuthPolicy Policy)
{
    private readonly TokenHash? _secret;

    /// <summary>Its client_secret; a client without one is public and proves itself by PKCE or a device code.</summary>
    public string? Secret
    {
        init => _secret = value is null ? null : TokenHash.Of(value);
    }

    public bool IsPublic => _secret is null;

    /// <summary>Where codes may be sent; the first is taken where a request names none.</summary>
    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    /// <summary>What it may ask for; empty: anything the platform has.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public bool IsSecret(ReadOnlySpan<char> secret) => _secret is { } own && own == TokenHash.Of(secret);

    public bool MayAskFor(IReadOnlyList<string> scopes) =>
        Scopes.Count == 0 || scopes.All(scope => Scopes.Contains(scope, StringComparer.Ordinal));

    /// <summary>Compares exactly, but for the port of a loopback address, which the client learns only at run time (RFC 8252, 7.3).</summary>
    public bool MayRedirectTo(string redirectUri) =>
        RedirectUris.Any(known => known == redirectUri || IsSameLoopback(known, redirectUri));

    // Addresses are read leniently, with spaces and line breaks around them, but this one goes into a header as it is.
    private static bool IsSameLoopback(string known, string asked) =>
        Uri.TryCreate(known, UriKind.Absolute, out Uri? one)
        && Uri.TryCreate(asked, UriKind.Absolute, out Uri? other)
        && one.IsLoopback
        && one.Scheme == Uri.UriSchemeHttp
        && other.UserInfo.Length == 0
        && !asked.AsSpan().ContainsAnyExceptInRange('!', '~')
        && (one.Scheme, one.Host, one.PathAndQuery, one.Fragment) == (other.Scheme, other.Host, other.PathAndQuery, other.Fragment);
}
