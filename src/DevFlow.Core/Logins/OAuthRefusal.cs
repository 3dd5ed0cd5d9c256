using DevFlow.Platforms;

namespace DevFlow.Core.Logins;

/// <summary>Why a server gave no tokens.</summary>
/// <param name="Error">The server's word (RFC 6749, 5.2; RFC 8628, 3.5); empty where the answer is none of an OAuth server.</param>
/// <param name="Description">What it says besides; null where it says nothing.</param>
/// <param name="Interval">The seconds to leave between questions from now on, where it says so.</param>
internal sealed record OAuthRefusal(string Error, string? Description, long? Interval)
{
    public static OAuthRefusal Read(SecretJson json) => new(
        json.Text("error") ?? "",
        (json.Text("error_description") ?? json.Text("message")) is { } said ? ServerText.OneLine(said) : null,
        json.Number("interval"));

    /// <summary>The error of a login that ended so.</summary>
    public DevFlowException ToException(LoginRequest login)
    {
        string host = login.Server.TokenUri.Authority;
        string said = Description is null ? "" : $": {Description.TrimEnd('.')}";
        (ErrorReason reason, string message, string action) = Error switch
        {
            "access_denied" or "authorization_declined" => (
                ErrorReason.PermissionDenied,
                $"The login at {host} was denied{said}.",
                "Begin again and allow it in the browser, as an account that may."),
            "expired_token" => (
                ErrorReason.TimedOut,
                $"The code for {host} ended before anybody entered it.",
                "Begin again and enter the new code sooner."),
            "device_flow_disabled" => (
                ErrorReason.InvalidArgument,
                $"The client '{login.ClientId}' may not log in by device at {host}.",
                "Enable the device flow in the settings of the app, or use -Login Browser."),
            "invalid_client" or "invalid_client_id" or "incorrect_client_credentials" or "unauthorized_client" or "bad_client_secret" or "Not Found" => (
                ErrorReason.InvalidArgument,
                $"{host} does not know the client '{login.ClientId}', or its secret is wrong{said}.",
                "Check -ClientId and -ClientSecret against the app's settings, and that the app was made on this server."),
            "redirect_uri_mismatch" or "bad_redirect_uri" => (
                ErrorReason.InvalidArgument,
                $"{host} does not send the browser to {login.RedirectUri}{said}.",
                "Register that address with the app, or name the registered one with -RedirectUri."),
            "invalid_scope" => (
                ErrorReason.InvalidArgument,
                $"{host} does not give the scopes {string.Join(", ", login.Scopes)}{said}.",
                "Ask with -Scope for what the app may have."),
            "" => (
                ErrorReason.RequestFailed,
                $"{host} answered, but not as an OAuth server does{said}.",
                "Check that the address is the platform's own, and that its version has this login."),
            _ => (
                ErrorReason.AuthenticationFailed,
                $"{host} gave no token ({ServerText.OneLine(Error)}){said}.",
                "Begin the login again; if it stays so, the app's settings do not fit this login."),
        };
        return new DevFlowException(reason, message, action) { Target = host };
    }
}
