using System.Collections.Concurrent;
using DevFlow.Core.Connections;
using DevFlow.Core.Events;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Webhooks;

/// <summary>The listeners of this process, by name. What they accept goes to the journal and from there to the handlers.</summary>
internal sealed class WebhookManager : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RunningListener> _listeners = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConnectionManager _connections;
    private readonly EventBus _events;
    private readonly Func<CancellationToken, Task> _prepare;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private volatile bool _isClosed;

    /// <param name="sources">Makes sources of requests.</param>
    /// <param name="connections">The sessions of sockets.</param>
    /// <param name="events">Takes what is accepted.</param>
    /// <param name="log">The delivery log; disposed with this.</param>
    /// <param name="prepare">Opens what the first delivery needs, ahead of it.</param>
    /// <param name="loggers">Loggers.</param>
    /// <param name="time">The clock.</param>
    public WebhookManager(WebhookSources sources, ConnectionManager connections, EventBus events, WebhookLog log, Func<CancellationToken, Task> prepare, ILoggerFactory loggers, TimeProvider time)
    {
        _prepare = prepare;
        _connections = connections;
        Sources = sources;
        Log = log;
        Inbox = new WebhookInbox(events.PublishAsync, loggers.CreateLogger<WebhookInbox>());
        _events = events;
        _loggers = loggers;
        _time = time;
    }

    /// <summary>Makes sources of what users say, and finds schemes.</summary>
    public WebhookSources Sources { get; }

    /// <summary>Takes what is verified; also what comes otherwise than by HTTP.</summary>
    public IWebhookInbox Inbox { get; }

    /// <summary>What came and what became of it.</summary>
    public WebhookLog Log { get; }

    public IReadOnlyList<WebhookListener> List() => [.. _listeners.Values.OrderBy(static l => l.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Says which listener uses a platform, as a clause; null where none does.</summary>
    public string? FindUse(string platform) =>
        List().FirstOrDefault(listener => listener.Sources.Any(source => source.Platform == platform)) is { } listener ? $"the webhook listener '{listener.Name}' uses it" : null;

    /// <summary>Starts a listener.</summary>
    public async Task<WebhookListener> StartAsync(ListenerRequest request, CancellationToken cancellationToken)
    {
        // Beside plugin and server, which take as long. Nobody waits for it: what fails in it, the first delivery tells.
        _ = _prepare(cancellationToken);
        WebhookListenerOptions options = Open(request);
        try
        {
            if (_listeners.ContainsKey(options.Name))
            {
                throw NameTaken(options.Name);
            }

            return await KeepAsync(await DetachedTask.Run(() => KestrelWebhookListener.StartAsync(options, _loggers, _time, cancellationToken)).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch
        {
            KestrelWebhookListener.Release(options);
            throw;
        }
    }

    /// <summary>Starts a listener that opens sockets to a platform itself.</summary>
    public async Task<WebhookListener> StartAsync(SocketRequest request, CancellationToken cancellationToken)
    {
        string name = request.Name ?? request.Platform;
        if (_listeners.ContainsKey(name))
        {
            throw NameTaken(name);
        }

        PlatformSession session = _connections.OpenWith(request.Platform, request.CredentialName);
        try
        {
            SocketListenerOptions options = new() { Name = name, Session = session, Sockets = request.Sockets, Inbox = Inbox, Log = Log.Add };
            return await KeepAsync(await DetachedTask.Run(() => SocketListener.StartAsync(options, new Random(), _loggers, _time, cancellationToken)).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Has a listener listen anew: certificate and lists are read again, the port stays; sockets are opened anew.</summary>
    /// <returns>False where there is none of that name.</returns>
    public async Task<bool> RestartAsync(string name, CancellationToken cancellationToken)
    {
        if (!_listeners.TryGetValue(name, out RunningListener? listener))
        {
            return false;
        }

        await DetachedTask.Run(() => listener.RestartAsync(cancellationToken)).ConfigureAwait(false);
        return true;
    }

    /// <summary>Stops a listener once what is under way is answered.</summary>
    /// <returns>False where there is none of that name.</returns>
    public async Task<bool> StopAsync(string name)
    {
        if (!_listeners.TryRemove(name, out RunningListener? listener))
        {
            return false;
        }

        await listener.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>Waits until a listener has stopped, whoever stops it; stops it when cancelled, or when the system asks the process to end.</summary>
    public async Task RunAsync(WebhookListener listener, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using System.Runtime.InteropServices.PosixSignalRegistration terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGTERM,
            signal =>
            {
                // Whoever waits goes on, and with it the script, which may have more to do at its end.
                signal.Cancel = true;
                _ = ending.CancelAsync();
            });
        await ((RunningListener)listener).Ended.WaitAsync(ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopAsync(listener.Name).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        foreach (string name in _listeners.Keys)
        {
            await StopAsync(name).ConfigureAwait(false);
        }

        await Log.DisposeAsync().ConfigureAwait(false);
    }

    // Somebody else may have had the name first, or the session has ended meanwhile.
    private async Task<WebhookListener> KeepAsync(RunningListener listener)
    {
        bool isKept = _listeners.TryAdd(listener.Name, listener);
        if (isKept && !_isClosed)
        {
            return listener;
        }

        if (isKept)
        {
            _listeners.TryRemove(KeyValuePair.Create(listener.Name, listener));
        }

        await listener.DisposeAsync().ConfigureAwait(false);
        throw isKept ? new ObjectDisposedException(nameof(WebhookManager)) : NameTaken(listener.Name);
    }

    private WebhookListenerOptions Open(ListenerRequest request)
    {
        ILogger logger = _loggers.CreateLogger<WebhookManager>();
        List<HttpSource> sources = [];
        try
        {
            foreach (SourceRequest source in request.Sources)
            {
                sources.Add(Sources.Open(source));
                WebhookSources.RequireDistinct(sources);
            }

            return new WebhookListenerOptions
            {
                Name = request.Name ?? sources.FirstOrDefault()?.Source.Name ?? "listener",
                Address = request.Address,
                Port = request.Port,
                HealthPort = request.HealthPort,
                Certificate = request.Certificate is null ? null : ListenerCertificate.Open(request.Certificate, _time, logger),
                AllowPlainHttp = request.AllowPlainHttp,
                Proxies = NetworkList.Parse(request.TrustedProxies, _time, logger),
                Sources = sources,
                Inbox = Inbox,
                Log = Log.Add,
                Bus = _events.GetStatisticsAsync,
            };
        }
        catch
        {
            sources.ForEach(static source => source.Dispose());
            throw;
        }
    }

    private static DevFlowException NameTaken(string name) =>
        new(ErrorReason.InvalidArgument, $"A listener named '{name}' is already running.", "Stop it with Stop-DevFlowWebhookListener, or choose another -Name.") { Target = name };
}
