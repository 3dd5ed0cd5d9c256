using System.Net;
using DevFlow.Platforms;

namespace DevFlow.GitLab;

/// <summary>Turns an unsuccessful answer of GitLab into an error that says the next step.</summary>
internal static class GitLabErrors
{
    private const string TokenPage = "-/user_settings/personal_access_tokens";

    private static readonly GitLabLimits Limits = new();

    public static async Task<DevFlowException> ReadAsync(HttpResponseMessage response, Uri apiUri, DateTimeOffset now, CancellationToken cancellationToken)
    {
        GitLabProblem problem = await GitLabProblem.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
        int status = (int)response.StatusCode;
        string host = (response.RequestMessage?.RequestUri ?? apiUri).Authority;
        string said = problem.Text is null ? "" : $": {problem.Text}";

        string? requestId = AnswerHeaders.Single(response.Headers, "X-Request-Id");

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
                $"GitLab at {host} refused the request because a rate limit is exhausted ({status}){said}",
                $"Wait until {retryAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; a repeat before then is counted, too.",
                retryAt);
        }

        if (CallFailure.IsForeignPage(response, requestId))
        {
            return CallFailure.NotThePlatform("GitLab", apiUri, status: status);
        }

        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => Make(
                ErrorReason.AuthenticationFailed,
                $"GitLab at {host} refused the token (401){said}",
                $"Check that the token is complete, not expired and not revoked, or replace it: {new Uri(apiUri, "../../" + TokenPage)}"),
            HttpStatusCode.Forbidden => Make(
                ErrorReason.PermissionDenied,
                $"GitLab at {host} does not let this token do that (403){said}",
                problem.MissingScopes is null
                    ? "Check the scopes of the token and the role of its account in the project or group."
                    : $"Give the token one of these scopes: {problem.MissingScopes}."),
            HttpStatusCode.NotFound => Make(
                ErrorReason.NotFound,
                $"GitLab at {host} has no {response.RequestMessage?.RequestUri?.AbsolutePath ?? "such address"}, or the token may not see it (404){said}",
                "Check the id or path (in an address a project's path is written with %2F), and that the token has access; GitLab answers 404 for what it hides."),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => Make(
                ErrorReason.RequestFailed,
                $"GitLab at {host} says that the address has moved ({status}){said}",
                "Use the project's or group's new path, or the https address of the server."),
            >= HttpStatusCode.InternalServerError => Make(
                ErrorReason.RequestFailed,
                $"GitLab at {host} failed ({status}){said}",
                "Try again later; https://status.gitlab.com shows incidents of GitLab.com."),
            _ => Make(
                ErrorReason.RequestFailed,
                $"GitLab at {host} refused the request ({status}){said}",
                "Correct what the message names and send the request again."),
        };
    }
}
