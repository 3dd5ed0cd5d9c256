using System.Globalization;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What an accepted token stands for.</summary>
internal sealed class TokenGrant(byte[] hash, Account account, string scopes, DateTimeOffset expiresAt, PrimaryLimit limit)
{
    /// <summary>SHA-256 of the token; the token itself is not kept.</summary>
    public byte[] Hash { get; } = hash;

    public Account Account { get; } = account;

    /// <summary>The scopes as GitHub lists them: <c>admin:repo_hook, repo</c>.</summary>
    public string Scopes { get; } = scopes;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>The value of GitHub-Authentication-Token-Expiration.</summary>
    public string ExpiryText { get; } = expiresAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public PrimaryLimit Limit { get; } = limit;
}
