namespace DevFlow.Core.Http;

/// <summary>What a call says that the transport failed. The sockets report their own connect time-out as a cancellation.</summary>
internal static class TransportErrors
{
    /// <summary>True for what the transport throws, as long as the caller did not cancel.</summary>
    public static bool IsOne(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>The contract's error for it.</summary>
    public static DevFlowException Of(HttpRequestMessage request, Exception exception)
    {
        // Asked when it failed: after a redirect the request leads to the host that did.
        string host = request.RequestUri?.GetLeftPart(UriPartial.Authority) ?? "the platform";
        return exception is HttpRequestException failed
            ? new DevFlowException(ErrorReason.Unreachable, $"{host} could not be reached: {Cause(failed)}.", "Check the address, the network, the proxy and the certificate.", failed) { Target = host }
            : new DevFlowException(ErrorReason.Unreachable, $"{host} could not be reached: no connection was made in time.", "Check the address, the network and the proxy.", exception) { Target = host };
    }

    // A failed handshake says "see inner exception" on the outside.
    private static string Cause(HttpRequestException exception) =>
        (exception.HttpRequestError == HttpRequestError.SecureConnectionError ? exception.GetBaseException() : exception).Message.TrimEnd('.');
}
