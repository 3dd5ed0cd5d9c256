using System.Net;
using System.Text;
using DevFlow.GitHub;
using DevFlow.GitLab;
using DevFlow.Jira;
using DevFlow.Slack;

namespace DevFlow.Platforms.Tests;

/// <summary>Every way a login fails on the four platforms, in one table: which reason a script can branch on, and which next step a person reads.</summary>
public sealed class ErrorTableTests
{
    private const string Json = "application/json";
    private const string Html = "text/html";

    private static readonly Dictionary<string, (IPlatformPlugin Plugin, string Address)> Platforms = new()
    {
        ["github"] = (new GitHubPlugin(), "https://github.com/"),
        ["gitlab"] = (new GitLabPlugin(), "https://gitlab.com/"),
        ["jira"] = (new JiraPlugin(), "https://acme.atlassian.net/"),
        ["gateway"] = (new JiraPlugin(), "https://api.atlassian.com/ex/jira/11111111-2222-3333-4444-555555555555"),
        ["datacenter"] = (new JiraPlugin(), "https://jira.example.com/jira"),
        ["slack"] = (new SlackPlugin(), "https://slack.com/"),
    };

    // Headers are "name: value" parted by semicolons; then what the message and the next step say.
    public static TheoryData<string, int, string, string, string, ErrorReason, string, string> Refusals => new()
    {
        // The token is unknown, has ended or was taken back.
        { "github", 401, Json, """{"message":"Bad credentials"}""", "", ErrorReason.AuthenticationFailed, "Bad credentials", "https://github.com/settings/tokens" },
        { "gitlab", 401, Json, """{"message":"401 Unauthorized"}""", "", ErrorReason.AuthenticationFailed, "401", "https://gitlab.com/-/user_settings/personal_access_tokens" },
        { "gitlab", 401, Json, """{"error":"invalid_token","error_description":"Token is expired. You can either do re-authorization or token refresh."}""", "", ErrorReason.AuthenticationFailed, "Token is expired", "not expired" },
        { "gitlab", 401, Json, """{"error":"invalid_token","error_description":"Token was revoked. You have to re-authorize from the user."}""", "", ErrorReason.AuthenticationFailed, "revoked", "not revoked" },
        { "jira", 401, "text/plain", "Client must be authenticated to access this resource.", "", ErrorReason.AuthenticationFailed, "refused the credential", "-Credential" },
        { "gateway", 401, Json, """{"code":401,"message":"Unauthorized"}""", "", ErrorReason.AuthenticationFailed, "Unauthorized", "not expired" },
        { "datacenter", 401, Html, "<html>Unauthorized (401)</html>", "X-AREQUESTID: 1x2x3", ErrorReason.AuthenticationFailed, "refused the credential", "personal access token" },
        { "datacenter", 401, Html, "<html>Unauthorized (401)</html>", "X-Authentication-Denied-Reason: CAPTCHA_CHALLENGE, login-url=https://jira.example.com/jira/login.jsp", ErrorReason.AuthenticationFailed, "CAPTCHA", "https://jira.example.com/jira/login.jsp" },
        { "slack", 200, Json, """{"ok":false,"error":"invalid_auth"}""", "", ErrorReason.AuthenticationFailed, "invalid_auth", "api.slack.com/apps" },
        { "slack", 200, Json, """{"ok":false,"error":"token_expired"}""", "", ErrorReason.AuthenticationFailed, "token_expired", "not expired" },
        { "slack", 200, Json, """{"ok":false,"error":"token_revoked"}""", "", ErrorReason.AuthenticationFailed, "token_revoked", "not revoked" },

        // A scope is missing: it is named.
        { "github", 403, Json, """{"message":"Must have admin rights to Repository."}""", "X-Accepted-OAuth-Scopes: admin:org, write:org; X-OAuth-Scopes: repo", ErrorReason.PermissionDenied, "admin rights", "admin:org, write:org (it has: repo)" },
        { "github", 404, Json, """{"message":"Not Found"}""", "X-Accepted-OAuth-Scopes: repo; X-OAuth-Scopes: gist", ErrorReason.NotFound, "may not see it", "repo (it has: gist)" },
        { "github", 404, Json, """{"message":"Not Found"}""", "X-Accepted-OAuth-Scopes: public_repo, repo; X-OAuth-Scopes: repo", ErrorReason.NotFound, "may not see it", "Check owner and name" },
        { "github", 403, Json, """{"message":"No."}""", "X-Accepted-OAuth-Scopes: public_repo, repo; X-OAuth-Scopes: gist, repo", ErrorReason.PermissionDenied, "No.", "Check the permissions" },
        { "github", 403, Json, """{"message":"Resource not accessible by personal access token"}""", "X-Accepted-GitHub-Permissions: issues=write", ErrorReason.PermissionDenied, "not accessible", "issues=write" },
        { "gitlab", 403, Json, """{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token.","scope":"api read_api"}""", "", ErrorReason.PermissionDenied, "higher privileges", "api, read_api" },
        { "gitlab", 403, Json, """{"message":"403 Forbidden"}""", "", ErrorReason.PermissionDenied, "403", "role" },
        { "gateway", 401, Json, """{"code":401,"message":"Unauthorized; scope does not match"}""", "", ErrorReason.PermissionDenied, "scope does not match", "read:jira-work" },
        { "jira", 403, Json, """{"errorMessages":["You must be a Jira administrator to do this."]}""", "", ErrorReason.PermissionDenied, "Jira administrator", "permissions" },
        { "slack", 200, Json, """{"ok":false,"error":"missing_scope","needed":"channels:read","provided":"chat:write"}""", "", ErrorReason.PermissionDenied, "missing_scope", "channels:read. The token has: chat:write" },
        { "slack", 200, Json, """{"ok":false,"error":"not_allowed_token_type"}""", "", ErrorReason.PermissionDenied, "kind", "another kind of token" },

        // An organization demands a login of its own.
        { "github", 403, Json, """{"message":"Resource protected by organization SAML enforcement."}""", "X-GitHub-SSO: required, url=https://github.com/orgs/acme/sso?authorization_request=AZSCKtL4", ErrorReason.PermissionDenied, "SAML", "single sign-on" },
        { "slack", 200, Json, """{"ok":false,"error":"org_login_required"}""", "", ErrorReason.AuthenticationFailed, "org_login_required", "api.slack.com" },

        // What answers is not the platform: a login page, a proxy, another server.
        { "github", 403, Html, "<html>Sign in</html>", "", ErrorReason.RequestFailed, "not as GitHub's API", "Check the address" },
        { "github", 404, Html, "<html>Not here</html>", "", ErrorReason.RequestFailed, "not as GitHub's API", "Check the address" },
        { "gitlab", 404, Html, "<html>Not here</html>", "", ErrorReason.RequestFailed, "not as GitLab's API", "Check the address" },
        { "gitlab", 401, Html, "<html>Sign in</html>", "", ErrorReason.RequestFailed, "not as GitLab's API", "Check the address" },
        { "jira", 404, Html, "<html>Not here</html>", "", ErrorReason.RequestFailed, "not as Jira's API", "Check the address" },
        { "slack", 404, Html, "<html>Not here</html>", "", ErrorReason.RequestFailed, "not as Slack's API", "Check the address" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_has_its_reason_and_the_next_step(string platform, int status, string type, string body, string headers, ErrorReason reason, string said, string next)
    {
        (IPlatformPlugin plugin, string address) = Platforms[platform];
        using SocketsHttpHandler unused = new();
        Uri apiUri = plugin.GetApiUri(new Uri(address));
        using HttpResponseMessage answer = new((HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, type),
            RequestMessage = new HttpRequestMessage(HttpMethod.Get, new Uri(apiUri, "things")),
        };
        foreach (string[] header in headers.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(": ", 2)))
        {
            answer.Headers.TryAddWithoutValidation(header[0], header[1]);
        }

        DevFlowException error = await plugin.OpenApi(apiUri, unused).ReadErrorAsync(answer, TestContext.Current.CancellationToken);

        Assert.Equal((reason, status), (error.Reason, error.StatusCode));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains(next, error.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("authorization_request", error.Message + error.RecommendedAction, StringComparison.Ordinal);
    }
}
