using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Webhooks;

/// <summary>A webhook listener on Kestrel: the loopback address, HTTP/1.1, one path; a proxy in front brings TLS.</summary>
internal sealed class KestrelWebhookListener : WebhookListener, IAsyncDisposable
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    private readonly WebhookListenerOptions _options;
    private readonly WebhookCounters _counters;
    private readonly WebhookSecret _secret;
    private readonly CancellationTokenSource _stopped;
    private readonly WebApplication _server;
    private readonly ILogger _logger;
    private int _disposed;

    private KestrelWebhookListener(
        WebhookListenerOptions options,
        WebhookCounters counters,
        WebhookSecret secret,
        CancellationTokenSource stopped,
        WebApplication server,
        ILogger logger,
        Uri uri,
        DateTimeOffset startedAt)
    {
        _options = options;
        _counters = counters;
        _secret = secret;
        _stopped = stopped;
        _server = server;
        _logger = logger;
        Uri = uri;
        StartedAt = startedAt;
    }

    public override string Name => _options.Name;

    public override string Platform => _options.Platform;

    public override Uri Uri { get; }

    public override bool IsListening => Volatile.Read(ref _disposed) == 0;

    public override long Accepted => _counters.Accepted;

    public override long Duplicates => _counters.Duplicates;

    public override long Rejected => _counters.Rejected;

    public override DateTimeOffset StartedAt { get; }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="DevFlowException">There is no secret, or the port cannot be had.</exception>
    public static async Task<KestrelWebhookListener> StartAsync(
        WebhookListenerOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        ArgumentNullException.ThrowIfNull(time);
        Check(options);

        ILogger logger = loggers.CreateLogger<KestrelWebhookListener>();
        WebhookCounters counters = new();
        WebhookSecret secret = new(options.Secret.Span);
        CancellationTokenSource stopped = new();
        WebhookEndpoint endpoint = new(options, secret, counters, time, logger, stopped.Token);
        WebApplication server = Build(options.Port);
        server.Run(endpoint.HandleAsync);
        try
        {
            await server.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            secret.Dispose();
            stopped.Dispose();
            throw Explain(failure, options);
        }

        Uri uri = new(new Uri(server.Urls.Single()), endpoint.Path);
        logger.LogInformation("Listener {Listener} takes deliveries of {Platform} at {Uri}.", options.Name, options.Platform, uri);
        return new KestrelWebhookListener(options, counters, secret, stopped, server, logger, uri, time.GetUtcNow());
    }

    /// <summary>Takes no more connections, waits at most 5 s for running requests, frees the port and wipes the secret.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        try
        {
            // Bounded by HostOptions.ShutdownTimeout.
            await _server.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception late)
        {
            _logger.LogWarning("Listener {Listener}: requests were still running after {Seconds} s and were cut off ({Cause}).", Name, DrainTime.TotalSeconds, late.GetType().Name);
        }

        await _stopped.CancelAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        _secret.Dispose();
        _logger.LogInformation("Listener {Listener} has stopped.", Name);
    }

    private static void Check(WebhookListenerOptions options)
    {
        if (options.Secret.IsEmpty)
        {
            throw new DevFlowException(
                ErrorReason.WebhookSecretMissing,
                $"The listener '{options.Name}' has no secret, so it could not tell the deliveries of {options.Platform} from anyone else's.",
                "Give the secret that is set at the platform's webhook.") { Target = options.Name };
        }

        if (options.Port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument, $"{options.Port} is not a port.", "Give a port from 1 to 65535, or 0 for any free one.") { Target = options.Name };
        }
    }

    private static WebApplication Build(int port)
    {
        // Read by Kestrel when its options are made: a line ends with CR LF, never with LF alone (request smuggling).
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

        // The content root must exist, and nothing is served from it; the current folder may be gone or large.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "DevFlow", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, port));
        builder.Services.AddSingleton<IHostLifetime, EmbeddedHostLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTime);

        // Kestrel gets no logger on purpose: its messages about bad requests quote what was sent.
        return builder.Build();
    }

    private static void Configure(KestrelServerOptions kestrel, int port)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.RequestHeaderEncodingSelector = static name =>
            name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ? DigitsOnlyEncoding.Instance : null;

        // Kestrel's own values cut a slow client at 32 s and leave idle and open connections unbounded.
        KestrelServerLimits limits = kestrel.Limits;
        limits.MaxRequestBodySize = WebhookEndpoint.MaxBodyLength;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(3));
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        limits.MaxConcurrentConnections = 1_000;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestHeaderCount = 64;

        kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
    }

    private static Exception Explain(Exception failure, WebhookListenerOptions options)
    {
        // Kestrel wraps "in use" into an IOException around an AddressInUseException around the socket's error.
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }:
                    return new DevFlowException(
                        ErrorReason.PortInUse,
                        $"Port {options.Port} of 127.0.0.1 is used by another program or listener.",
                        "Choose another port, or 0 for any free one; or stop the program that holds it.",
                        failure) { Target = options.Name };
                case SocketException { SocketErrorCode: SocketError.AccessDenied }:
                    return new DevFlowException(
                        ErrorReason.InvalidArgument,
                        $"Port {options.Port} of 127.0.0.1 may not be used by this account.",
                        "Choose a port above 1023, or 0 for any free one.",
                        failure) { Target = options.Name };
                default:
                    break;
            }
        }

        return failure;
    }
}
