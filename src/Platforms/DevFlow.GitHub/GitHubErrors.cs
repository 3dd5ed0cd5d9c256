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
        int status = (int)response.StatusCode;
        string host = (response.RequestMessage?.RequestUri ?? apiUri).Authority;
        string said = problem.Text is null ? "" : $": {problem.Text}";
        string? requestId = AnswerHeaders.Single(headers, "X-GitHub-Request-Id");

        DevFlowException Make(ErrorReason reason, string message, string action, DateTimeOffset? retryAt = null) => new(reason, message, action)
        {
            Target = response.RequestMessage?.RequestUri?.AbsolutePath,
            StatusCode = status,
            RequestId = requestId,
            RetryAt = retryAt,
        };

        if (Limits.ReadRefusal(response, now) is { RetryAt: DateTimeOffset retryAt })
        {
            return Make(
                ErrorReason.RateLimited,
                $"GitHub at {host} refused the request because a rate limit is exhausted ({status}){said}",
                $"Wait until {retryAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; a repeat before then makes it worse.",
                retryAt);
        }

        if (CallFailure.IsForeignPage(response, requestId))
        {
            return CallFailure.NotThePlatform("GitHub", apiUri, status: status);
        }

        string? sso = DescribeSso(headers);
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => Make(
                ErrorReason.AuthenticationFailed,
                $"GitHub at {host} refused the token (401){said}",
                sso ?? $"Check that the token is complete, not expired and not revoked, or replace it: {SettingsPage(apiUri)}"),
            HttpStatusCode.Forbidden => Make(
                ErrorReason.PermissionDenied,
                $"GitHub at {host} does not let this token do that (403){said}",
                sso ?? DescribeMissing(headers, problem) ?? $"Check the permissions of the token: {SettingsPage(apiUri)}"),
            HttpStatusCode.NotFound => Make(
                ErrorReason.NotFound,
                $"GitHub at {host} has no {response.RequestMessage?.RequestUri?.AbsolutePath ?? "such address"}, or the token may not see it (404){said}",
                sso ?? DescribeScopes(headers) ?? "Check owner and name, and that the token has access; GitHub answers 404 for private things it hides."),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => Make(
                ErrorReason.RequestFailed,
                $"GitHub at {host} says that the address has moved ({status}){said}",
                "Use the new name of the repository or organization, or the https address of the server."),
            >= HttpStatusCode.InternalServerError => Make(
                ErrorReason.RequestFailed,
                $"GitHub at {host} failed ({status}){said}",
                "Try again later; https://www.githubstatus.com shows incidents of GitHub.com."),
            _ => Make(
                ErrorReason.RequestFailed,
                $"GitHub at {host} refused the request ({status}){said}",
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
