using DevFlow.Core.Credentials;

namespace DevFlow.Core.Logins;

/// <summary>What a login brought.</summary>
/// <param name="Secrets">The tokens, with the client's secret; whoever takes them disposes them.</param>
/// <param name="Scopes">What was granted, as far as it is told.</param>
/// <param name="ExpiresAt">When the access token ends (UTC).</param>
/// <param name="RefreshExpiresAt">When the refresh token ends (UTC).</param>
internal sealed record LoginTokens(TokenSet Secrets, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt, DateTimeOffset? RefreshExpiresAt) : IDisposable
{
    public void Dispose() => Secrets.Dispose();
}
