using System.Collections.Frozen;
using System.Net;
using DevFlow.Platforms;

namespace DevFlow.Slack;

/// <summary>Turns a refusal of Slack, mostly one with status 200, into an error that says the next step.</summary>
internal static class SlackErrors
{
    private static readonly SlackLimits Limits = new();

    private static readonly FrozenSet<string> BadTokens = FrozenSet.Create(
        StringComparer.Ordinal,
        "not_authed", "invalid_auth", "token_revoked", "token_expired", "account_inactive", "user_removed_from_team", "team_disabled", "org_login_required", "two_factor_setup_required");

    private static readonly FrozenSet<string> Forbidden = FrozenSet.Create(
        StringComparer.Ordinal,
        "missing_scope", "not_allowed_token_type", "no_permission", "access_denied", "ekm_access_denied", "restricted_action", "team_access_not_granted", "not_in_channel",
        "user_is_bot", "user_is_restricted", "user_is_ultra_restricted", "cant_update_message", "cant_delete_message", "not_authorized", "enterprise_is_restricted", "method_not_supported_for_channel_type", "accesslimited");

    private static readonly FrozenSet<string> Failures = FrozenSet.Create(
        StringComparer.Ordinal, "fatal_error", "internal_error", "service_unavailable", "request_timeout", "team_added_to_org");

    /// <summary>True where Slack broke down: what it was asked may have been done all the same.</summary>
    public static bool IsFailure(string? error) => error is not null && Failures.Contains(error);

    public static async Task<DevFlowException> ReadAsync(HttpResponseMessage response, Uri apiUri, DateTimeOffset now, CancellationToken cancellationToken)
    {
        SlackProblem problem = await SlackProblem.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
        Uri asked = response.RequestMessage?.RequestUri ?? apiUri;
        string method = SlackMethod.NameOf(asked);
        string said = problem.Error is null ? $" ({(int)response.StatusCode})." : $": {problem.Error}{(problem.Details is null ? "" : $" ({problem.Details})")}.";

        string? requestId = AnswerHeaders.Single(response.Headers, "x-slack-req-id");
        RefusedCall call = new(response, apiUri, requestId, "Slack", said);

        if (Limits.ReadRefusal(response, now) is { } refusal)
        {
            return call.RateLimited($"refused {method} because of a rate limit", refusal.RetryAt, "; other methods may be called meanwhile");
        }

        if (call.IsForeignPage)
        {
            return CallFailure.NotThePlatform("Slack", apiUri, status: (int)response.StatusCode);
        }

        return problem.Error switch
        {
            { } error when BadTokens.Contains(error) => call.Error(
                ErrorReason.AuthenticationFailed,
                "refused the token",
                "Check that the token is complete, not revoked and not expired; api.slack.com/apps shows the app's tokens under OAuth & Permissions."),
            "missing_scope" => call.Error(
                ErrorReason.PermissionDenied,
                $"does not let this token call {method}",
                $"Add one of these scopes to the app and install it again: {problem.Needed ?? "see the method's page"}. The token has: {problem.Provided ?? "none"}."),
            "not_allowed_token_type" => call.Error(
                ErrorReason.PermissionDenied,
                $"does not take {method} from a token of this kind",
                "Connect with another kind of token: the method's page at docs.slack.dev names those it takes."),
            "not_in_channel" => call.Error(
                ErrorReason.PermissionDenied,
                $"refused {method}",
                "Invite the app to the channel: /invite @app."),
            { } error when Forbidden.Contains(error) => call.Error(
                ErrorReason.PermissionDenied,
                $"refused {method}",
                "Check what the app and the account behind the token may do in this workspace."),
            "unknown_method" => call.Error(ErrorReason.NotFound, $"knows no method {method}", "Check the method's name at docs.slack.dev/reference/methods."),
            { } error when error.EndsWith("_not_found", StringComparison.Ordinal) => call.Error(
                ErrorReason.NotFound,
                $"refused {method}",
                "Check the id (channels and users are named by ids such as C0123456789), and that the app may see it: of a private channel it must be a member."),
            { } error when IsFailure(error) => Failed(),
            null when response.StatusCode == HttpStatusCode.NotFound => call.Error(ErrorReason.NotFound, $"has no {asked.AbsolutePath}", "Call methods by their names below /api, such as /conversations.list."),
            null when response.StatusCode >= HttpStatusCode.InternalServerError => Failed(),
            _ => call.Error(ErrorReason.RequestFailed, $"refused {method}", $"The page https://docs.slack.dev/reference/methods/{method} says what the error means."),
        };

        DevFlowException Failed() => call.Error(ErrorReason.RequestFailed, $"failed to answer {method}", "Try again later; https://slack-status.com shows incidents.");
    }
}
