using System.Buffers;
using System.Net.Http.Headers;
using DevFlow.Platforms;

namespace DevFlow.GitLab;

/// <summary>GitLab's token forms (docs.gitlab.com, "GitLab token overview") and how a token is sent.</summary>
internal sealed class GitLabAuthentication : IPlatformAuthentication
{
    private const string PrivateTokenHeader = "PRIVATE-TOKEN";
    private const string JobTokenHeader = "JOB-TOKEN";
    private const string AccessTokenMark = "glpat-";
    private const string JobTokenMark = "glcbt-";
    private const int OAuthLength = 64;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    // Good for one thing only, and never for the API.
    private static readonly (string Mark, string Kind)[] Others =
    [
        ("gldt-", "deploy token"), ("glrt-", "runner token"), ("glrtr-", "runner registration token"), ("GR1348941", "runner registration token"),
        ("glptt-", "pipeline trigger token"), ("glft-", "feed token"), ("glimt-", "incoming mail token"),
        ("glagent-", "agent token"), ("glwt-", "workspace token"), ("glsoat-", "SCIM token"), ("glffct-", "feature flags token"), ("gloas-", "OAuth application secret"),
    ];

    public IReadOnlyList<TokenForm> Forms { get; } = [new(AccessTokenMark), new(JobTokenMark), .. Others.Select(static other => new TokenForm(other.Mark))];

    public IReadOnlyList<LoginVariables> Variables { get; } = [new() { Tokens = ["GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN"], Hosts = ["GITLAB_HOST", "GL_HOST", "GITLAB_URI"] }];

    public ILoginTool Tool { get; } = new GitLabTool();

    public string DescribeToken(ReadOnlySpan<char> token)
    {
        TokenForms.RequirePrintable(token, "GitLab");

        // An administrator may put a prefix of the instance in front: "acme-glpat-...".
        if (token.Contains(AccessTokenMark, StringComparison.Ordinal))
        {
            return "personal, project or group access token";
        }

        if (IsOfJob(token))
        {
            return "job token";
        }

        foreach ((string mark, string kind) in Others)
        {
            if (token.Contains(mark, StringComparison.Ordinal))
            {
                throw new DevFlowException(
                    ErrorReason.InvalidArgument,
                    $"This is a GitLab {kind}: it cannot be used to call the API.",
                    "Give a personal, project or group access token (it begins with glpat-), or an OAuth access token.");
            }
        }

        // Administrators may replace the prefix of access tokens, so an unknown form is for the server to judge.
        return IsOAuth(token) ? "OAuth access token" : "token of unknown form";
    }

    public void Apply(HttpRequestMessage request, CredentialKind kind, string account, ReadOnlySpan<char> secret)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (kind is not (CredentialKind.Token or CredentialKind.OAuth))
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"A credential of the kind {kind} cannot be used to call GitLab.",
                "Use a credential that holds an access token.");
        }

        request.Headers.Remove(PrivateTokenHeader);
        request.Headers.Remove(JobTokenHeader);
        if (kind == CredentialKind.OAuth || IsOAuth(secret))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret.ToString());
        }
        else
        {
            request.Headers.Add(IsOfJob(secret) ? JobTokenHeader : PrivateTokenHeader, secret.ToString());
        }
    }

    // $CI_JOB_TOKEN, good while its job runs and for a part of the API.
    private static bool IsOfJob(ReadOnlySpan<char> token) => token.Contains(JobTokenMark, StringComparison.Ordinal);

    // 64 hexadecimal digits without any prefix (gitlab-org/gitlab#388379).
    private static bool IsOAuth(ReadOnlySpan<char> token) => token.Length == OAuthLength && !token.ContainsAnyExcept(HexDigits);
}
