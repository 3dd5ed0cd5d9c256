using System.Buffers;
using System.Net.Http.Headers;
using DevFlow.Platforms;

namespace DevFlow.GitHub;

/// <summary>GitHub's token forms (docs.github.com, "GitHub's token formats") and how a token is sent.</summary>
internal sealed class GitHubAuthentication : IPlatformAuthentication
{
    private const string RefreshPrefix = "ghr_";
    private const int OldClassicLength = 40;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private static readonly (string Prefix, string Kind)[] Kinds =
    [
        ("ghp_", "classic personal access token"),
        ("github_pat_", "fine-grained personal access token"),
        ("gho_", "OAuth access token"),
        ("ghu_", "GitHub App user token"),
        ("ghs_", "GitHub App installation token"),
    ];

    public IReadOnlyList<TokenForm> Forms { get; } = [.. Kinds.Select(static kind => new TokenForm(kind.Prefix)), new(RefreshPrefix)];

    public IReadOnlyList<LoginVariables> Variables { get; } =
    [
        new() { Tokens = ["GH_TOKEN", "GITHUB_TOKEN"] },
        new() { Tokens = ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"], Hosts = ["GH_HOST"], IsElsewhere = true },
    ];

    public ILoginTool Tool { get; } = new GitHubTool();

    public string DescribeToken(ReadOnlySpan<char> token)
    {
        TokenForms.RequirePrintable(token, "GitHub");
        if (token.StartsWith(RefreshPrefix, StringComparison.Ordinal))
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                "This is a GitHub refresh token: it cannot be used to connect, only to get a new access token.",
                "Give the access token that came with it (it begins with ghu_), or a personal access token.");
        }

        // Forms of Enterprise Server may differ, so an unknown one is for the server to judge.
        return TokenForms.KindOf(token, Kinds) is { } kind ? kind
            : token.Length == OldClassicLength && !token.ContainsAnyExcept(HexDigits)
                ? "classic personal access token (old form)"
                : "token of unknown form";
    }

    public void Apply(HttpRequestMessage request, CredentialKind kind, string account, ReadOnlySpan<char> secret)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Headers.Authorization = kind switch
        {
            CredentialKind.Token or CredentialKind.OAuth or CredentialKind.AppKey => new AuthenticationHeaderValue("Bearer", secret.ToString()),
            CredentialKind.Basic => new AuthenticationHeaderValue("Basic", BasicCredential.Encode(account, secret)),
            _ => throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"A credential of the kind {kind} cannot be used to call GitHub.",
                "Use a credential that holds a token."),
        };
    }
}
