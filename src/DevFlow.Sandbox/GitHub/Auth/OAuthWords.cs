using DevFlow.Sandbox.Auth;

namespace DevFlow.Sandbox.GitHub;

/// <summary>GitHub's words for how an OAuth request ended; they come with status 200.</summary>
/// <remarks>https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#error-codes-for-the-device-flow</remarks>
internal static class OAuthWords
{
    private const string Troubleshooting = "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/#";
    private const string DeviceErrors = "https://docs.github.com/developers/apps/authorizing-oauth-apps#error-codes-for-the-device-flow";

    public static (string Error, string Description, string Guide) Of(OAuthOutcome outcome) => outcome switch
    {
        OAuthOutcome.ClientUnknown or OAuthOutcome.ClientSecretWrong => (
            "incorrect_client_credentials",
            "The client_id and/or client_secret passed are incorrect.",
            Troubleshooting + "incorrect-client-credentials"),
        OAuthOutcome.DeviceFlowDisabled => ("device_flow_disabled", "Device Flow must be explicitly enabled for this App", DeviceErrors),
        OAuthOutcome.AuthorizationPending => ("authorization_pending", "The authorization request is still pending.", DeviceErrors),
        OAuthOutcome.SlowDown => ("slow_down", "Too many requests have been made in the same timeframe.", DeviceErrors),
        OAuthOutcome.DeviceCodeUnknown => ("incorrect_device_code", "The device_code provided is not valid.", DeviceErrors),
        OAuthOutcome.DeviceCodeExpired => ("expired_token", "The device_code has expired.", DeviceErrors),
        OAuthOutcome.AccessDenied => ("access_denied", "The authorization request was denied.", DeviceErrors),
        OAuthOutcome.RedirectRefused or OAuthOutcome.RedirectMismatch => (
            "redirect_uri_mismatch",
            "The redirect_uri MUST match the registered callback URL for this application.",
            Troubleshooting + "redirect-uri-mismatch2"),
        OAuthOutcome.RefreshTokenUnknown or OAuthOutcome.RefreshTokenExpired or OAuthOutcome.RefreshTokenReused => (
            "bad_refresh_token",
            "The refresh token passed is incorrect or expired.",
            "https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens"),
        OAuthOutcome.ScopeRefused => ("invalid_scope", "The scopes requested are not granted to this application.", Troubleshooting),
        OAuthOutcome.ChallengeMissing or OAuthOutcome.ChallengeRefused => (
            "invalid_request", "The code_challenge must be accompanied by the code_challenge_method S256.", Troubleshooting),
        _ => ("bad_verification_code", "The code passed is incorrect or expired.", Troubleshooting + "bad-verification-code"),
    };
}
