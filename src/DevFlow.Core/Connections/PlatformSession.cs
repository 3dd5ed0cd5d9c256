namespace DevFlow.Core.Connections;

/// <summary>An open connection in this process: the platform's API over the connection's own HTTP chain.</summary>
internal sealed class PlatformSession(ConnectionScope scope, HttpMessageHandler chain) : IDisposable
{
    public ConnectionScope Scope => scope;

    public IPlatformApi Api { get; } = scope.Plugin.OpenApi(scope.ApiUri, chain);

    /// <summary>Sends raw requests; the chain below is shared and outlives this.</summary>
    public HttpMessageInvoker Invoker { get; } = new(chain, disposeHandler: false);

    public void Dispose() => Invoker.Dispose();
}
