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
        return exception switch
        {
            // On the outside it says "see inner exception".
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => Unreachable(
                $"no secure connection was made: {exception.GetBaseException().Message.TrimEnd('.')}",
                "Check that the address names the host as its certificate does. If your company has an authority of its own, let the system trust it: in the system's store, or on Linux by SSL_CERT_FILE or SSL_CERT_DIR, set before the session starts."),
            // Its message names the proxy's address, which may hold a password.
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => Unreachable("the proxy made no connection", "Check the proxy: its address, its credential, and whether it lets this host through."),
            HttpRequestException => Unreachable(exception.Message.TrimEnd('.'), "Check the address, the network and the proxy."),
            _ => Unreachable("no connection was made in time", "Check the address, the network and the proxy."),
        };

        DevFlowException Unreachable(string why, string action) => new(ErrorReason.Unreachable, $"{host} could not be reached: {why}.", action, exception) { Target = host };
    }
}
