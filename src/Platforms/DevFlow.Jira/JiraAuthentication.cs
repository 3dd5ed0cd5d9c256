using System.Net.Http.Headers;
using DevFlow.Platforms;

namespace DevFlow.Jira;

/// <summary>
/// Jira's token forms and how each is sent: Cloud takes an API token in place of the password of an e-mail address, Data Center a
/// personal access token as bearer; OAuth's access tokens are bearers on both.
/// </summary>
internal sealed class JiraAuthentication : IPlatformAuthentication
{
    public const string ApiTokenMark = "ATATT";
    private const string OrganizationKeyMark = "ATCTT";
    private const string ClientSecretMark = "ATOA";
    private const int PersonalTokenLength = 44;

    public IReadOnlyList<TokenForm> Forms { get; } = [new(ApiTokenMark, CredentialKind.Basic), new(OrganizationKeyMark), new(ClientSecretMark)];

    public IReadOnlyList<LoginVariables> Variables { get; } =
    [
        new()
        {
            Tokens = ["JIRA_API_TOKEN", "JIRA_TOKEN"],
            Hosts = ["JIRA_URL", "JIRA_BASE_URL", "JIRA_SERVER", "JIRA_HOST"],
            Accounts = ["JIRA_EMAIL", "JIRA_USER_EMAIL", "JIRA_USER", "JIRA_USERNAME"],
            IsElsewhere = true,
        },
    ];

    public string DescribeToken(ReadOnlySpan<char> token)
    {
        Require(token);

        // Sent as bearer, which the gateway takes of service accounts.
        return token.StartsWith(ApiTokenMark, StringComparison.Ordinal) ? "scoped API token"
            : IsPersonalToken(token) ? "personal access token"
            : IsJwt(token) ? "OAuth access token"
            : "token of unknown form";
    }

    public string DescribePassword(ReadOnlySpan<char> password)
    {
        if (!password.StartsWith(ApiTokenMark, StringComparison.Ordinal))
        {
            return "user name and password";
        }

        Require(password);
        return "API token";
    }

    public void Apply(HttpRequestMessage request, CredentialKind kind, string account, ReadOnlySpan<char> secret)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Headers.Authorization = kind switch
        {
            CredentialKind.Basic => new AuthenticationHeaderValue("Basic", BasicCredential.Encode(account, secret)),
            CredentialKind.Token when IsOfAccount(request.RequestUri, secret) => throw new DevFlowException(
                ErrorReason.InvalidArgument,
                "An API token of Atlassian is taken by a site together with the e-mail address of its account only.",
                "Give both with -Credential: the e-mail address as user name, the API token as password."),
            CredentialKind.Token or CredentialKind.OAuth => new AuthenticationHeaderValue("Bearer", secret.ToString()),
            _ => throw new DevFlowException(
                ErrorReason.InvalidArgument,
                "A webhook secret cannot be used to call Jira.",
                "Use a credential that holds an API token or a personal access token."),
        };
    }

    private static void Require(ReadOnlySpan<char> token)
    {
        TokenForms.RequirePrintable(token, "Jira");
        string? other = token.StartsWith(OrganizationKeyMark, StringComparison.Ordinal) ? "an organization's API key, which administers accounts"
            : token.StartsWith(ClientSecretMark, StringComparison.Ordinal) ? "the secret of an OAuth app"
            : null;
        if (other is not null)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"This is {other}: it cannot be used to call Jira.",
                "Give an API token (https://id.atlassian.com/manage-profile/security/api-tokens) with -Credential, or a personal access token of Data Center with -Token.");
        }
    }

    private static bool IsOfAccount(Uri? address, ReadOnlySpan<char> token) =>
        token.StartsWith(ApiTokenMark, StringComparison.Ordinal) && !JiraAddress.IsGateway(address);

    // Base64 of digits, a colon and random bytes.
    private static bool IsPersonalToken(ReadOnlySpan<char> token)
    {
        Span<byte> bytes = stackalloc byte[PersonalTokenLength];
        if (token.Length != PersonalTokenLength || !Convert.TryFromBase64Chars(token, bytes, out int length))
        {
            return false;
        }

        int colon = bytes[..length].IndexOf((byte)':');
        return colon > 0 && !bytes[..colon].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static bool IsJwt(ReadOnlySpan<char> token) => token.StartsWith("eyJ", StringComparison.Ordinal) && token.Count('.') == 2;
}
