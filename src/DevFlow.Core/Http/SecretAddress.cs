namespace DevFlow.Core.Http;

/// <summary>
/// An address that is the credential itself. Who sends takes it; limits, logs, errors and whoever else looks at the request see the one
/// it was asked for with.
/// </summary>
internal static class SecretAddress
{
    private static readonly HttpRequestOptionsKey<Uri> Key = new("DevFlow.SecretAddress");

    /// <summary>Takes an address that a platform put in place of another out of sight.</summary>
    /// <param name="request">The request, with its credential.</param>
    /// <param name="asked">The address it was asked for with.</param>
    /// <exception cref="DevFlowException">It leads elsewhere.</exception>
    public static void Hide(HttpRequestMessage request, Uri asked)
    {
        if (ReferenceEquals(request.RequestUri, asked))
        {
            return;
        }

        if (request.RequestUri is not { } secret || !Origin.Same(secret, asked))
        {
            throw new DevFlowException(
                ErrorReason.InsecureAddress, $"The credential would lead a call for {asked.Authority} to another host.", "Connect again with the address and the credential of one host.") { Target = asked.Authority };
        }

        request.Options.Set(Key, secret);
        request.RequestUri = asked;
    }

    /// <summary>Sends a request to where it is meant for.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        Uri? asked = request.RequestUri;
        try
        {
            request.RequestUri = request.Options.TryGetValue(Key, out Uri? secret) ? secret : asked;
            return await send(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            request.RequestUri = asked;
        }
    }
}
