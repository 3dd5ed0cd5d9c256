using System.Net;
using System.Net.Http.Headers;
using DevFlow.Platforms;

namespace DevFlow.Jira;

/// <summary>Turns an unsuccessful answer of Jira into an error that says the next step.</summary>
internal static class JiraErrors
{
    private static readonly JiraLimits Limits = new();
    private const string TokenPage = "https://id.atlassian.com/manage-profile/security/api-tokens";

    public static async Task<DevFlowException> ReadAsync(HttpResponseMessage response, Uri apiUri, DateTimeOffset now, CancellationToken cancellationToken)
    {
        JiraProblem problem = await JiraProblem.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
        HttpResponseHeaders headers = response.Headers;
        string? requestId = AnswerHeaders.Single(headers, "Atl-Traceid") ?? AnswerHeaders.Single(headers, "X-AREQUESTID");
        RefusedCall call = RefusedCall.ByStatus(response, apiUri, requestId, "Jira", problem.Text);

        if (Limits.ReadRefusal(response, now) is { } refusal)
        {
            return call.RateLimited($"refused the request because of a rate limit, {refusal.Reason}", refusal.RetryAt);
        }

        if (call.IsForeignPage && !WantsCaptcha(headers))
        {
            return CallFailure.NotThePlatform("Jira", apiUri, status: (int)response.StatusCode);
        }

        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when problem.SpeaksOfScope => call.Error(
                ErrorReason.PermissionDenied,
                "wants a scope that the token has not",
                "Make a token with the scope that the operation's page at developer.atlassian.com names, such as read:jira-work."),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when WantsCaptcha(headers) => call.Error(
                ErrorReason.AuthenticationFailed,
                "wants a CAPTCHA solved after too many failed logins",
                $"Log in once in a browser at {new Uri(apiUri, "login.jsp")}, then connect with the right password or with a personal access token."),
            HttpStatusCode.Unauthorized => call.Error(
                ErrorReason.AuthenticationFailed,
                "refused the credential",
                JiraAddress.IsGateway(call.Asked)
                    ? "Check that the token is complete, not expired and of this site."
                    : $"On Cloud give the account's e-mail address and its API token with -Credential ({TokenPage}); a token with scopes is taken by the gateway only, https://api.atlassian.com{JiraAddress.GatewayPath}<cloud id>. On Data Center give a personal access token with -Token."),

            // A site takes a bearer for one of a Connect app and says so with 403.
            HttpStatusCode.Forbidden when IsBearerAtSite(problem) => call.Error(
                ErrorReason.AuthenticationFailed,
                "takes no bearer tokens but those of its apps",
                $"Use the address of the gateway, https://api.atlassian.com{JiraAddress.GatewayPath}<cloud id>, or an e-mail address and an API token with -Credential."),
            HttpStatusCode.Forbidden => call.Error(
                ErrorReason.PermissionDenied,
                "does not let this account do that",
                "Check the account's permissions in the project, and its global ones."),
            HttpStatusCode.NotFound => call.Error(
                ErrorReason.NotFound,
                $"has no {call.Asked.AbsolutePath}, or the account may not see it",
                "Check the key or id, and that the account may browse the project; Jira answers 404 for what it hides."),
            HttpStatusCode.Gone => call.Error(
                ErrorReason.NotFound,
                $"has no {call.Asked.AbsolutePath} any more",
                "Use what replaced it; developer.atlassian.com/cloud/jira/platform/changelog tells."),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => call.Error(
                ErrorReason.RequestFailed,
                "says that the address has moved",
                "Use the https address of the site itself, with the path Jira is installed below."),
            >= HttpStatusCode.InternalServerError => call.Error(
                ErrorReason.RequestFailed,
                "failed",
                "Try again later; https://status.atlassian.com shows incidents of the Cloud."),
            _ => call.Error(
                ErrorReason.RequestFailed,
                "refused the request",
                "Correct what the message names and send the request again."),
        };
    }

    private static bool WantsCaptcha(HttpResponseHeaders headers) =>
        AnswerHeaders.Single(headers, "X-Authentication-Denied-Reason")?.StartsWith("CAPTCHA_CHALLENGE", StringComparison.Ordinal) == true;

    private static bool IsBearerAtSite(JiraProblem problem) => problem.Text?.Contains("Connect Session Auth Token", StringComparison.Ordinal) == true;
}
