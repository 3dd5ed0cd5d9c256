using System.Net;
using System.Net.Http.Headers;
using DevFlow.Platforms;

namespace DevFlow.GitHub;

/// <summary>Turns what went wrong with a call to GitHub into an error that says the next step.</summary>
internal static class GitHubErrors
{
    private const int MaxBodyLength = 64 * 1024;

    private static readonly GitHubLimits Limits = new();

    public static async Task<DevFlowException> ReadAsync(HttpResponseMessage response, Uri apiUri, DateTimeOffset now, CancellationToken cancellationToken)
    {
        GitHubProblem problem = await GitHubProblem.ReadAsync(response.Content, MaxBodyLength, cancellationToken).ConfigureAwait(false);
        HttpResponseHeaders headers = response.Headers;
        string? requestId = AnswerHeaders.Single(headers, "X-GitHub-Request-Id");
        RefusedCall call = RefusedCall.ByStatus(response, apiUri, requestId, "GitHub", problem.Text);

        if (Limits.ReadRefusal(response, now) is { RetryAt: DateTimeOffset retryAt })
        {
            return call.RateLimited("refused the request because a rate limit is exhausted", retryAt, "; a repeat before then makes it worse");
        }

        if (call.IsForeignPage)
        {
            return CallFailure.NotThePlatform("GitHub", apiUri, status: (int)response.StatusCode);
        }

        string? sso = DescribeSso(headers);
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => call.Error(
                ErrorReason.AuthenticationFailed,
                "refused the token",
                sso ?? $"Check that the token is complete, not expired and not revoked, or replace it: {SettingsPage(apiUri)}"),
            HttpStatusCode.Forbidden => call.Error(
                ErrorReason.PermissionDenied,
                "does not let this token do that",
                sso ?? DescribeMissing(headers, problem) ?? $"Check the permissions of the token: {SettingsPage(apiUri)}"),
            HttpStatusCode.NotFound => call.Error(
                ErrorReason.NotFound,
                $"has no {call.Asked.AbsolutePath}, or the token may not see it",
                sso ?? DescribeScopes(headers) ?? "Check owner and name, and that the token has access; GitHub answers 404 for private things it hides."),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => call.Error(
                ErrorReason.RequestFailed,
                "says that the address has moved",
                "Use the new name of the repository or organization, or the https address of the server."),
            >= HttpStatusCode.InternalServerError => call.Error(
                ErrorReason.RequestFailed,
                "failed",
                "Try again later; https://www.githubstatus.com shows incidents of GitHub.com."),
            _ => call.Error(
                ErrorReason.RequestFailed,
                "refused the request",
                "Correct what the message names and send the request again."),
        };
    }

    // X-GitHub-SSO: required; url=https://github.com/orgs/<org>/sso?authorization_request=...
    private static string? DescribeSso(HttpResponseHeaders headers)
    {
        string? sso = AnswerHeaders.Single(headers, "X-GitHub-SSO");
        if (sso is null || !sso.StartsWith("required", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        int address = sso.IndexOf("url=https://", StringComparison.Ordinal);
        int query = address < 0 ? -1 : sso.IndexOf('?', address);
        string page = address < 0 ? "" : " " + (query < 0 ? sso[(address + 4)..] : sso[(address + 4)..query]);
        return $"The organization demands single sign-on: authorize the token for it under \"Configure SSO\" in the token settings.{page}";
    }

    private static string? DescribeMissing(HttpResponseHeaders headers, GitHubProblem problem)
    {
        if (AnswerHeaders.Single(headers, "X-Accepted-GitHub-Permissions") is string permissions)
        {
            return $"Give the token this permission: {permissions}.";
        }

        if (DescribeScopes(headers) is { } scopes)
        {
            return scopes;
        }

        return problem.Text?.Contains("not accessible by integration", StringComparison.OrdinalIgnoreCase) == true
            ? "The token of an app's installation belongs to no user: use a personal access token, or give the app the permission."
            : null;
    }

    // Sent with every answer to a classic token, so that it tells something only where none of them was granted.
    private static string? DescribeScopes(HttpResponseHeaders headers)
    {
        IReadOnlyList<string> accepted = GitHubHeaders.List(AnswerHeaders.Single(headers, "X-Accepted-OAuth-Scopes"));
        IReadOnlyList<string> granted = GitHubHeaders.List(AnswerHeaders.Single(headers, "X-OAuth-Scopes"));
        return accepted.Count == 0 || accepted.Intersect(granted, StringComparer.Ordinal).Any()
            ? null
            : $"Give the token one of these scopes: {string.Join(", ", accepted)} (it has: {(granted.Count == 0 ? "none" : string.Join(", ", granted))}).";
    }

    private static string SettingsPage(Uri apiUri)
    {
        string host = apiUri.Host.StartsWith("api.", StringComparison.OrdinalIgnoreCase) && apiUri.AbsolutePath == "/"
            ? apiUri.Host["api.".Length..]
            : apiUri.Authority;
        return $"{apiUri.Scheme}://{host}/settings/tokens";
    }
}
