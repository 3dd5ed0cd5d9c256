using System.Net;
using DevFlow.Core.Connections;
using DevFlow.Core.Limits;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Http;

/// <summary>
/// Builds the one way out: every byte to a platform goes through these handlers, in this order. Retries are outside of
/// the limits, so each attempt is counted on its own; the credential is outside of both, so that one that ended during a
/// long wait is renewed as any other that is refused.
/// </summary>
internal sealed class HttpChain(
    Limiters limiters, HostBook hosts, AnswerCache? cache, HttpMetrics metrics, ILoggerFactory loggers, TimeProvider time, HttpMessageHandler? transport = null) : IDisposable
{
    // One pool of connections for the session.
    private readonly HttpMessageHandler _transport = transport ?? CreateSockets();
    private readonly Random _random = new();

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
        HttpMessageHandler handler = new TelemetryHandler(scope.Name, loggers.CreateLogger<TelemetryHandler>(), metrics, time, new ExchangeHandler(time, _transport));
        handler = new AttemptHandler(scope, limiters, hosts, loggers.CreateLogger<AttemptHandler>(), metrics, time, handler);
        handler = new RetryHandler(scope, hosts, loggers.CreateLogger<RetryHandler>(), metrics, _random, time, handler);
        handler = new AuthenticationHandler(scope, handler);
        return new SafeRequestHandler(scope, cache, metrics, handler);
    }

    public void Dispose() => _transport.Dispose();
}
