using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DevFlow.Core.Webhooks;

/// <summary>
/// Kestrel as a listener needs it: strict, bounded, with TLS where there is a certificate. The server alone, without the web host around it,
/// which would take over Ctrl+C and SIGTERM of the session the listener is a guest of, and whose making is a quarter of a start.
/// </summary>
internal sealed class ListenerServer : IAsyncDisposable
{
    /// <summary>How long a stop waits for requests under way.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    private static readonly List<SslApplicationProtocol> Protocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    private readonly KestrelServer _kestrel;
    private readonly WebApplication? _forTls;

    private ListenerServer(WebhookListenerOptions options, int port, int? healthPort)
    {
        // Read by Kestrel when its options are made: a line ends with CR LF, never with LF alone (request smuggling).
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

        KestrelServerOptions kestrel = new();
        Configure(kestrel);
        if (options.Certificate is not null)
        {
            _forTls = BuildHost();
            kestrel.ApplicationServices = _forTls.Services;
        }

        kestrel.Listen(options.Address, port, listen => Secure(listen, options.Certificate));
        if (healthPort is { } own)
        {
            kestrel.Listen(IPAddress.Loopback, own, static listen => listen.Protocols = HttpProtocols.Http1);
        }

        // No logger on purpose: Kestrel's messages about bad requests quote what was sent.
        _kestrel = new KestrelServer(Options.Create(kestrel), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
    }

    /// <summary>Where it listens, with the ports it really got: for deliveries, then for health where that has its own.</summary>
    public IReadOnlyList<Uri> Addresses => [.. _kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.Select(static address => new Uri(address))];

    /// <param name="options">Where to listen.</param>
    /// <param name="port">The port; not always that of the options, for a restart keeps the one it had.</param>
    /// <param name="healthPort">The port for health; null for none of its own.</param>
    /// <param name="handle">Answers each request.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    public static async Task<ListenerServer> StartAsync(WebhookListenerOptions options, int port, int? healthPort, RequestDelegate handle, CancellationToken cancellationToken)
    {
        ListenerServer server = new(options, port, healthPort);
        try
        {
            await server._kestrel.StartAsync(new ListenerApplication(handle), cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch (Exception failure)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw Explain(failure, options, port);
        }
    }

    /// <summary>Takes no more connections and waits for requests under way, for as long as <see cref="DrainTime"/>.</summary>
    /// <returns>False where some were still running, and were cut off.</returns>
    public async Task<bool> StopAsync()
    {
        // Real time on purpose: a fake clock must not keep a port open.
        using CancellationTokenSource late = new(DrainTime);
        await _kestrel.StopAsync(late.Token).ConfigureAwait(false);
        return !late.IsCancellationRequested;
    }

    public async ValueTask DisposeAsync()
    {
        _kestrel.Dispose();
        if (_forTls is not null)
        {
            await _forTls.DisposeAsync().ConfigureAwait(false);
        }
    }

    // UseHttps asks for services that are Kestrel's own; only the web host registers them. It is never started.
    private static WebApplication BuildHost()
    {
        // The content root must exist, and nothing is served from it; the current folder may be gone or large.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "DevFlow", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        return builder.Build();
    }

    private static void Secure(ListenOptions listen, ListenerCertificate? certificate)
    {
        // HTTP/2 without TLS would have to be agreed upon before; no platform speaks it.
        listen.Protocols = certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
        if (certificate is not null)
        {
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = TimeSpan.FromSeconds(5),
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = certificate.Current,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ApplicationProtocols = Protocols,
                }),
            });
        }
    }

    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.RequestHeaderEncodingSelector = static name =>
            name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ? DigitsOnlyEncoding.Instance : null;

        // Kestrel's own values cut a slow client at 32 s and leave idle and open connections unbounded.
        KestrelServerLimits limits = kestrel.Limits;
        limits.MaxRequestBodySize = HttpSource.LargestBody;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(3));
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        limits.MaxConcurrentConnections = 2_000;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestHeaderCount = 64;
        limits.Http2.MaxStreamsPerConnection = 32;
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
    }

    private static Exception Explain(Exception failure, WebhookListenerOptions options, int port)
    {
        // Kestrel wraps "in use" into an IOException around an AddressInUseException around the socket's error.
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }:
                    return new DevFlowException(
                        ErrorReason.PortInUse,
                        $"Port {port} of {options.Address}, or the port for health, is used by another program or listener.",
                        "Choose another port, or 0 for any free one; or stop the program that holds it.",
                        failure) { Target = options.Name };
                case SocketException { SocketErrorCode: SocketError.AccessDenied }:
                    return new DevFlowException(
                        ErrorReason.InvalidArgument,
                        $"Port {port} of {options.Address} may not be used by this account.",
                        "Choose a port above 1023, or 0 for any free one.",
                        failure) { Target = options.Name };
                case SocketException { SocketErrorCode: SocketError.AddressNotAvailable }:
                    return new DevFlowException(
                        ErrorReason.InvalidArgument, $"This machine does not have the address {options.Address}.", "Give one of its own, or 0.0.0.0 for all.", failure) { Target = options.Name };
                default:
                    break;
            }
        }

        return failure;
    }
}
