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
        string? requestId = AnswerHeaders.Single(response.Headers, "X-Request-Id");
        RefusedCall call = RefusedCall.ByStatus(response, apiUri, requestId, "GitLab", problem.Text);

        if (Limits.ReadRefusal(response, now) is { RetryAt: DateTimeOffset retryAt })
        {
            return call.RateLimited("refused the request because a rate limit is exhausted", retryAt, "; a repeat before then is counted, too");
        }

        if (call.IsForeignPage)
        {
            return CallFailure.NotThePlatform("GitLab", apiUri, status: (int)response.StatusCode);
        }

        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => call.Error(
                ErrorReason.AuthenticationFailed,
                "refused the token",
                $"Check that the token is complete, not expired and not revoked, or replace it: {new Uri(apiUri, "../../" + TokenPage)}"),
            HttpStatusCode.Forbidden => call.Error(
                ErrorReason.PermissionDenied,
                "does not let this token do that",
                problem.MissingScopes is null
                    ? "Check the scopes of the token and the role of its account in the project or group."
                    : $"Give the token one of these scopes: {problem.MissingScopes}."),
            HttpStatusCode.NotFound => call.Error(
                ErrorReason.NotFound,
                $"has no {call.Asked.AbsolutePath}, or the token may not see it",
                "Check the id or path (in an address a project's path is written with %2F), and that the token has access; GitLab answers 404 for what it hides."),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => call.Error(
                ErrorReason.RequestFailed,
                "says that the address has moved",
                "Use the project's or group's new path, or the https address of the server."),
            >= HttpStatusCode.InternalServerError => call.Error(
                ErrorReason.RequestFailed,
                "failed",
                "Try again later; https://status.gitlab.com shows incidents of GitLab.com."),
            _ => call.Error(
                ErrorReason.RequestFailed,
                "refused the request",
                "Correct what the message names and send the request again."),
        };
    }
}
