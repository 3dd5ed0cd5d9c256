using System.Net;

namespace DevFlow.Platforms;

/// <summary>An answer that refused, on its way to an error: what all errors made of it have in common. The words are the platform's.</summary>
/// <param name="response">The answer.</param>
/// <param name="apiUri">The platform's address, where the answer tells none.</param>
/// <param name="requestId">The platform's own name for the request, which its support asks for; null where the answer has none.</param>
/// <param name="subject">Who refused: the beginning of each message.</param>
/// <param name="said">What the platform said itself: the end of each message.</param>
internal sealed class RefusedCall(HttpResponseMessage response, Uri apiUri, string? requestId, string subject, string said)
{
    /// <summary>The address that was asked.</summary>
    public Uri Asked { get; } = AskedOf(response, apiUri);

    /// <summary>True for a page without the platform's own mark: of a login, a proxy or another server, which no permission changes.</summary>
    public bool IsForeignPage =>
        requestId is null
        && response.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
        && response.Content.Headers.ContentType?.MediaType == "text/html";

    /// <summary>The answer of a platform that refuses by status: messages name the host, the status and its text.</summary>
    public static RefusedCall ByStatus(HttpResponseMessage response, Uri apiUri, string? requestId, string platform, string? text) =>
        new(response, apiUri, requestId, $"{platform} at {AskedOf(response, apiUri).Authority}", $" ({(int)response.StatusCode}){(text is null ? "" : ": " + text)}");

    public DevFlowException Error(ErrorReason reason, string message, string action, DateTimeOffset? retryAt = null) =>
        new(reason, $"{subject} {message}{said}", action)
        {
            Target = Asked.AbsolutePath,
            StatusCode = (int)response.StatusCode,
            RequestId = requestId,
            RetryAt = retryAt,
        };

    public DevFlowException RateLimited(string message, DateTimeOffset retryAt, string advice = "") =>
        Error(ErrorReason.RateLimited, message, $"Wait until {retryAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC{advice}.", retryAt);

    private static Uri AskedOf(HttpResponseMessage response, Uri apiUri) => response.RequestMessage?.RequestUri ?? apiUri;
}
