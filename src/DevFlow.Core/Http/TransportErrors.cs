namespace DevFlow.Core.Http;

/// <summary>The outermost handler: turns what the transport throws into the contract's errors.</summary>
internal sealed class TransportErrorHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            string host = HostOf(request);
            throw new DevFlowException(ErrorReason.Unreachable, $"{host} could not be reached: {Cause(exception)}.", "Check the address, the network, the proxy and the certificate.", exception) { Target = host };
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The sockets report their own connect time-out as a cancellation.
            string host = HostOf(request);
            throw new DevFlowException(ErrorReason.Unreachable, $"{host} could not be reached: no connection was made in time.", "Check the address, the network and the proxy.", exception) { Target = host };
        }
    }

    // Asked when it failed: after a redirect the request leads to the host that did.
    private static string HostOf(HttpRequestMessage request) => request.RequestUri?.GetLeftPart(UriPartial.Authority) ?? "the platform";

    // A failed handshake says "see inner exception" on the outside.
    private static string Cause(HttpRequestException exception) =>
        (exception.HttpRequestError == HttpRequestError.SecureConnectionError ? exception.GetBaseException() : exception).Message.TrimEnd('.');
}
