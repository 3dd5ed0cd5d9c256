using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>The outcomes of OAuth in Doorkeeper's words.</summary>
internal static class OAuthWords
{
    public static Answer Refuse(OAuthOutcome outcome)
    {
        (int status, string error, string description) = Describe(outcome);
        return GitLabProblem.OAuth(status, error, description);
    }

    public static Answer Show(TokenPair<User> tokens, DateTimeOffset now) => GitLabCall.Ok(writer =>
    {
        Token<User> access = tokens.Access;
        writer.WriteStartObject();
        writer.WriteString("access_token"u8, tokens.AccessSecret);
        writer.WriteString("token_type"u8, "Bearer");
        writer.WriteNumber("expires_in"u8, SecondsLeft(access, now));
        writer.WriteString("refresh_token"u8, tokens.RefreshSecret);
        writer.WriteString("scope"u8, string.Join(' ', access.Spec.Scopes));
        writer.WriteNumber("created_at"u8, access.CreatedAt.ToUnixTimeSeconds());
        writer.WriteEndObject();
    });

    public static long SecondsLeft(Token<User> token, DateTimeOffset now) =>
        Math.Max(0, (long)((token.Spec.ExpiresAt ?? now) - now).TotalSeconds);

    public static (int Status, string Error, string Description) Describe(OAuthOutcome outcome) => outcome switch
    {
        OAuthOutcome.ClientUnknown or OAuthOutcome.ClientSecretWrong => (
            StatusCodes.Status401Unauthorized,
            "invalid_client",
            "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method."),
        OAuthOutcome.ScopeRefused => (StatusCodes.Status400BadRequest, "invalid_scope", "The requested scope is invalid, unknown, or malformed."),
        OAuthOutcome.DeviceFlowDisabled => (
            StatusCodes.Status401Unauthorized, "unauthorized_client", "The client is not authorized to perform this request using this method."),
        OAuthOutcome.AuthorizationPending => (
            StatusCodes.Status400BadRequest,
            "authorization_pending",
            "The authorization request is still pending as the end user hasn't yet completed the user interaction steps."),
        OAuthOutcome.SlowDown => (
            StatusCodes.Status400BadRequest,
            "slow_down",
            "The authorization request is still pending and polling should continue, but the interval must be increased by 5 seconds for this and all subsequent requests."),
        OAuthOutcome.DeviceCodeExpired => (
            StatusCodes.Status400BadRequest,
            "expired_token",
            "The device_code has expired, and the device authorization session has concluded. The client may commence a new device authorization request."),
        OAuthOutcome.AccessDenied => (StatusCodes.Status403Forbidden, "access_denied", "The resource owner or authorization server denied the request."),
        OAuthOutcome.RedirectRefused => (StatusCodes.Status400BadRequest, "invalid_redirect_uri", "The redirect URI included is not valid."),
        OAuthOutcome.ChallengeMissing => (StatusCodes.Status400BadRequest, "invalid_request", "Code challenge is required."),
        OAuthOutcome.ChallengeRefused => (
            StatusCodes.Status400BadRequest, "invalid_code_challenge_method", "The code challenge method must be S256."),
        _ => (
            StatusCodes.Status400BadRequest,
            "invalid_grant",
            "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client."),
    };
}
