using System.Text;

namespace DevFlow.Core.Credentials;

/// <summary>What a token tells about itself by the letters it begins with.</summary>
internal static class TokenShape
{
    private static readonly (string Prefix, string Platform)[] Known =
    [
        ("ghp_", "github"), ("github_pat_", "github"), ("gho_", "github"), ("ghu_", "github"), ("ghs_", "github"),
        ("glpat-", "gitlab"), ("gloas-", "gitlab"),
        ("ATATT", "jira"),
        ("xoxb-", "slack"), ("xoxp-", "slack"), ("xapp-", "slack"), ("xoxe.", "slack"),
    ];

    /// <summary>The platform that made it; null where the form says nothing.</summary>
    public static string? PlatformOf(SecretBuffer secret)
    {
        foreach ((string prefix, string platform) in Known)
        {
            if (secret.Bytes.StartsWith(Encoding.ASCII.GetBytes(prefix)))
            {
                return platform;
            }
        }

        return null;
    }

    /// <summary>What a secret is that was found beside this account: Jira's API tokens are sent as passwords.</summary>
    public static CredentialKind KindOf(SecretBuffer secret, string? account) =>
        account is not null && PlatformOf(secret) is (null or "jira") ? CredentialKind.Basic : CredentialKind.Token;
}
