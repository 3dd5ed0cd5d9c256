using System.Net;
using DevFlow.Platforms;

namespace DevFlow.Slack;

/// <summary>
/// Turns a webhook's refusal into an error that says the next step. It is a word of plain text with a status of its own, not the API's JSON
/// with status 200.
/// </summary>
internal static class SlackHookErrors
{
    private const int MaxWord = 64;

    public static async Task<DevFlowException> ReadAsync(HttpResponseMessage response, Uri apiUri, CancellationToken cancellationToken)
    {
        SlackProblem problem = await SlackProblem.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
        string? word = problem.Error ?? WordIn(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        (ErrorReason reason, string action) = Explain(word, response.StatusCode);
        string said = $": {word ?? $"status {(int)response.StatusCode}"}.";
        return new RefusedCall(response, apiUri, AnswerHeaders.Single(response.Headers, "x-slack-req-id"), "Slack", said).Error(reason, "did not take the message", action);
    }

    private static (ErrorReason Reason, string Action) Explain(string? word, HttpStatusCode status) => word switch
    {
        "invalid_token" or "no_service" or "no_service_id" or "no_active_hooks" or "no_team" or "team_disabled" => (
            ErrorReason.AuthenticationFailed, "The webhook was removed, or its address is not complete: make a new one in the app's settings (Incoming Webhooks), and connect with it."),
        "channel_is_archived" => (ErrorReason.PermissionDenied, "Its channel was archived: restore the channel, or make a webhook for another one."),
        "channel_not_found" => (ErrorReason.NotFound, "Its channel was deleted: make a webhook for another one."),
        "user_not_found" => (ErrorReason.NotFound, "Correct the user the message names."),
        "action_prohibited" or "posting_to_general_channel_denied" => (
            ErrorReason.PermissionDenied, "An administrator restricts who may post there: ask them, or make a webhook for another channel."),
        "invalid_payload" or "no_text" or "too_many_attachments" or "invalid_blocks" => (
            ErrorReason.InvalidArgument, "Send an object with text, blocks or at most 100 attachments: -Body @{ text = '...' }."),
        _ when status >= HttpStatusCode.InternalServerError => (
            ErrorReason.RequestFailed, "Try again later; the message may have been posted. https://slack-status.com shows incidents."),
        _ => (ErrorReason.RequestFailed, "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks says what the error means."),
    };

    private static string? WordIn(string body) =>
        body.Trim() is { Length: > 0 and <= MaxWord } word && word.All(static c => char.IsAsciiLetterLower(c) || c == '_') ? word : null;
}
