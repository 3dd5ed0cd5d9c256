namespace DevFlow.Core.Connections;

/// <summary>An open connection in this process: the platform's API over the connection's own HTTP chain.</summary>
internal sealed class PlatformSession(ConnectionScope scope, HttpMessageHandler chain) : IDisposable
{
    public ConnectionScope Scope => scope;

    public IPlatformApi Api { get; } = scope.Plugin.OpenApi(scope.ApiUri, chain);

    /// <summary>Sends raw requests; the chain below is shared and outlives this.</summary>
    public HttpMessageInvoker Invoker { get; } = new(chain, disposeHandler: false);

    /// <summary>Sends a prepared request; what the platform refuses becomes its error. The caller disposes the answer.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await Invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (Api.IsSuccess(response))
        {
            return response;
        }

        using (response)
        {
            throw await Api.ReadErrorAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => Invoker.Dispose();
}
