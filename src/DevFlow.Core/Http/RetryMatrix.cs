using System.Net;
using System.Net.Sockets;
using Polly;

namespace DevFlow.Core.Http;

/// <summary>
/// Which attempts are repeated. None of the platforms takes idempotency keys, so what may have been carried out is repeated
/// only where twice is as good as once.
/// </summary>
internal static class RetryMatrix
{
    public static bool MayRepeat(AttemptOutcome outcome, RequestSafety safety) => outcome switch
    {
        AttemptOutcome.Refused or AttemptOutcome.NeverSent or AttemptOutcome.NotCarriedOut => true,
        AttemptOutcome.Unknown => safety == RequestSafety.Repeatable,
        _ => false,
    };

    /// <summary>True for a body that can be sent twice.</summary>
    public static bool CanRepeat(HttpContent? content) => content is null or ByteArrayContent or ReadOnlyMemoryContent;

    public static AttemptOutcome Classify(Outcome<HttpResponseMessage> attempt) => attempt switch
    {
        { Exception: { } exception } => Classify(exception),
        { Result: { } response } => Classify(response),
        _ => AttemptOutcome.Final,
    };

    public static AttemptOutcome Classify(HttpResponseMessage response) => IsServerFailure(response) ? AttemptOutcome.Unknown : AttemptOutcome.Final;

    public static AttemptOutcome Classify(Exception exception)
    {
        if (WasNeverSent(exception))
        {
            return IsLasting(exception) ? AttemptOutcome.Final : AttemptOutcome.NeverSent;
        }

        return exception switch
        {
            // Without a status it was our limiter that kept the call back, for longer than it may wait.
            DevFlowException { Reason: ErrorReason.RateLimited, StatusCode: not null } => AttemptOutcome.Refused,
            HttpRequestException or DevFlowException { Reason: ErrorReason.TimedOut } => AttemptOutcome.Unknown,
            _ => AttemptOutcome.Final,
        };
    }

    /// <summary>True for an answer by which the server, or what stands before it, says that it failed.</summary>
    public static bool IsServerFailure(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>True where no connection was made, so that nothing was sent. The sockets report their own connect time-out as a cancellation.</summary>
    public static bool WasNeverSent(Exception exception) => exception
        is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError }
        or OperationCanceledException { InnerException: TimeoutException };

    // A certificate that does not fit and a name that does not exist will be no better in a moment; a host that stays
    // silent has taken the whole connect time-out and would take it again.
    private static bool IsLasting(Exception exception) => exception
        is OperationCanceledException
        or HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
        or HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError, InnerException: not SocketException { SocketErrorCode: SocketError.TryAgain } };
}
