using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Sandbox.GitHub;

/// <summary>How a delivery ended, in GitHub's words.</summary>
internal sealed record HookResponse(int? Code, string Status, string? Message)
{
    /// <param name="delivery">The delivery; null where there was none yet.</param>
    public static HookResponse Of(LoggedDelivery? delivery) => delivery switch
    {
        null => new(null, "unused", null),
        { StatusCode: { } code, Succeeded: true } => new(code, "active", "OK"),
        { StatusCode: { } code } => new(code, "misconfigured", $"Invalid HTTP Response: {code}"),
        { Failure: DeliveryFailure.TimedOut } => new(null, "timeout", "timed out"),
        { Failure: DeliveryFailure.Tls } => new(null, "connection_error", "failed to verify the certificate of the host"),
        _ => new(null, "connection_error", "failed to connect to host"),
    };
}
