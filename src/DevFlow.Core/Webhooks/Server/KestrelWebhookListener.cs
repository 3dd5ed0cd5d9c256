using System.Net;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Webhooks;

/// <summary>A webhook listener on Kestrel. It is one object from start to stop, over restarts of its server.</summary>
internal sealed class KestrelWebhookListener : RunningListener
{
    private readonly WebhookListenerOptions _options;
    private readonly ILogger _logger;
    private readonly WebhookEndpoint _endpoint;
    private readonly CancellationTokenSource _stopped = new();
    private ListenerServer? _server;
    private Uri? _health;

    private KestrelWebhookListener(WebhookListenerOptions options, ILogger logger, TimeProvider time)
    {
        _options = options;
        _logger = logger;
        _endpoint = new WebhookEndpoint(options, time, logger, _stopped.Token);
        StartedAt = time.GetUtcNow();

        // An array, which scripts can index: what a collection expression makes of an interface they cannot.
        Sources = options.Sources.Select(static source => source.Source).ToArray();
    }

    public override string Name => _options.Name;

    public override IReadOnlyList<WebhookSource> Sources { get; }

    public override Uri Uri => Sources[0].Uri!;

    public override Uri HealthUri => _health!;

    // Not where the port was gone when it was to listen anew; another restart may find it free.
    public override bool IsListening => base.IsListening && Volatile.Read(ref _server) is not null;

    public override long Rejected => _endpoint.Rejected;

    public override DateTimeOffset StartedAt { get; }

    /// <summary>Starts to listen. From then on it owns what is in its options, which the caller disposes where it does not start.</summary>
    /// <exception cref="DevFlowException">The address may not be had, or not without TLS.</exception>
    public static async Task<KestrelWebhookListener> StartAsync(
        WebhookListenerOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        ArgumentNullException.ThrowIfNull(time);
        Check(options);
        KestrelWebhookListener listener = new(options, loggers.CreateLogger<KestrelWebhookListener>(), time);
        await listener.ServeAsync(options.Port, options.HealthPort, cancellationToken).ConfigureAwait(false);
        listener._logger.LogInformation("Listener {Listener} takes deliveries of {Platforms} at {Uri}.", options.Name, listener.Platform, listener.Uri);
        return listener;
    }

    /// <summary>Answers what is under way, then listens anew on the same ports. Figures and secrets stay.</summary>
    protected override async Task BeginAnewAsync(CancellationToken cancellationToken)
    {
        int? healthPort = _endpoint.HealthPort == 0 ? null : _endpoint.HealthPort;
        await EndServerAsync().ConfigureAwait(false);
        await ServeAsync(Uri.Port, healthPort, cancellationToken).ConfigureAwait(false);
        _logger.LogInformation("Listener {Listener} was restarted.", Name);
    }

    /// <summary>Takes no more connections, waits at most 5 s for running requests, frees the port and wipes the secrets.</summary>
    protected override async Task EndAsync()
    {
        await EndServerAsync().ConfigureAwait(false);
        await _stopped.CancelAsync().ConfigureAwait(false);
        Release(_options);
        _logger.LogInformation("Listener {Listener} has stopped.", Name);
    }

    /// <summary>Wipes and closes what a listener owns.</summary>
    public static void Release(WebhookListenerOptions options)
    {
        foreach (HttpSource source in options.Sources)
        {
            source.Dispose();
        }

        options.Certificate?.Dispose();
    }

    private async Task ServeAsync(int port, int? healthPort, CancellationToken cancellationToken)
    {
        _server = await ListenerServer.StartAsync(_options, port, healthPort, _endpoint.HandleAsync, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Uri> bound = _server.Addresses;
        foreach (HttpSource source in _options.Sources)
        {
            source.Source.Address = new Uri(bound[0], source.Path);
        }

        _endpoint.HealthPort = healthPort is null ? 0 : bound[1].Port;
        _health = bound[^1];
    }

    private async Task EndServerAsync()
    {
        if (_server is null)
        {
            return;
        }

        if (!await _server.StopAsync().ConfigureAwait(false))
        {
            _logger.LogWarning("Listener {Listener}: requests were still running after {Seconds} s and were cut off.", Name, ListenerServer.DrainTime.TotalSeconds);
        }

        await _server.DisposeAsync().ConfigureAwait(false);
        _server = null;
    }

    private static void Check(WebhookListenerOptions options)
    {
        if (options.Sources.Count == 0)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The listener '{options.Name}' has no source.", "Name a platform, or give sources.") { Target = options.Name };
        }

        foreach (int port in new[] { options.Port, options.HealthPort ?? 0 }.Where(static port => port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort))
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument, $"{port} is not a port.", "Give a port from 1 to 65535, or 0 for any free one.") { Target = options.Name };
        }

        if (!IPAddress.IsLoopback(options.Address) && options.Certificate is null && !options.AllowPlainHttp)
        {
            throw new DevFlowException(
                ErrorReason.InsecureAddress,
                $"The listener '{options.Name}' would take deliveries on {options.Address} without TLS: anybody on the way could read and repeat them.",
                "Give a certificate; or, behind a proxy that brings TLS, allow plain HTTP.") { Target = options.Name };
        }
    }
}
