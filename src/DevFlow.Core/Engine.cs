using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Events;
using DevFlow.Core.Http;
using DevFlow.Core.Limits;
using DevFlow.Core.Logging;
using DevFlow.Core.Plugins;
using DevFlow.Core.Sandbox;
using DevFlow.Core.Webhooks;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core;

/// <summary>The composition root: one engine a process, every part made here by plain constructors.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private readonly LoggerFactory _loggers;
    private readonly Journal _journal;
    private readonly JournalRetention _retention;
    private readonly HttpChain _chain;

    /// <summary>Makes the parts; none of them touches the disk or the network until it is used.</summary>
    /// <param name="builtInPlugins">The folder that holds a folder for each plugin that ships with DevFlow.</param>
    /// <param name="home">The home folder, opened.</param>
    /// <param name="time">The clock.</param>
    public Engine(string builtInPlugins, HomeFolder home, TimeProvider time)
    {
        Redactor = new Redactor();
        _loggers = new LoggerFactory([new EngineLoggerProvider(Redactor)], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
        Plugins = new PluginManager([builtInPlugins], _loggers.CreateLogger<PluginManager>());
        Credentials = new CredentialStore(home, time);
        Limits = new RateLimitBook(time);
        _chain = new HttpChain(Limits, new ResiliencePipelines(time), _loggers, time);
        Connections = new ConnectionManager(Plugins, _chain, Limits, Credentials, new ConnectionFile(home, time), Redactor, time);
        _journal = new Journal(home.File("journal.db"), time);
        _retention = new JournalRetention(_journal, time, _loggers.CreateLogger<JournalRetention>());
        Events = new EventBus(_journal, time, new Random(), _loggers.CreateLogger<EventBus>(), Redactor.Redact);
        Webhooks = new WebhookManager(Plugins, Events, Redactor, _loggers, time);
        Sandboxes = new SandboxManager(time);
    }

    public Redactor Redactor { get; }

    public PluginManager Plugins { get; }

    public CredentialStore Credentials { get; }

    public RateLimitBook Limits { get; }

    public ConnectionManager Connections { get; }

    public EventBus Events { get; }

    public WebhookManager Webhooks { get; }

    public SandboxManager Sandboxes { get; }

    /// <summary>Ends the parts in the order that loses nothing: what comes in, what handles it, what keeps it, what goes out.</summary>
    public async ValueTask DisposeAsync()
    {
        await Webhooks.DisposeAsync().ConfigureAwait(false);
        await Events.DisposeAsync().ConfigureAwait(false);
        await _retention.DisposeAsync().ConfigureAwait(false);
        await _journal.DisposeAsync().ConfigureAwait(false);
        await Sandboxes.DisposeAsync().ConfigureAwait(false);
        Connections.Dispose();
        Credentials.Dispose();
        _chain.Dispose();
        _loggers.Dispose();
    }
}
