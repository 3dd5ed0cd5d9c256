using System.Net;
using DevFlow.Core.Connections;
using DevFlow.Core.Limits;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Http;

/// <summary>
/// Builds the one way out: every byte to a platform goes through these handlers, in this order. Retries are outside of
/// authentication and limits, so each attempt is authenticated and counted on its own.
/// </summary>
internal sealed class HttpChain(
    Limiters limiters, ResiliencePipelines pipelines, ILoggerFactory loggers, TimeProvider time, HttpMessageHandler? transport = null) : IDisposable
{
    // One pool of connections for the session.
    private readonly HttpMessageHandler _transport = transport ?? CreateSockets();

    /// <summary>Cookies and automatic redirects would carry state from one origin to another.</summary>
    public static SocketsHttpHandler CreateSockets() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        Proxy = new LoopbackIsDirect(HttpClient.DefaultProxy),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(15),
        MaxResponseHeadersLength = 64,
    };

    public HttpMessageHandler For(ConnectionScope scope)
    {
        HttpMessageHandler handler = new RequestLogHandler(loggers.CreateLogger<RequestLogHandler>(), time, new AnswerBufferHandler(_transport));
        handler = new RateLimitHandler(scope, limiters.For(scope), handler);
        handler = new AuthenticationHandler(scope, handler);
        handler = new ResilienceHandler(pipelines.For(Origin.Of(scope.ApiUri)), handler);
        handler = new RedirectHandler(handler);
        return new TransportErrorHandler(time, handler);
    }

    public void Dispose() => _transport.Dispose();
}
