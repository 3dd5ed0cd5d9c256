using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Diagnosis;
using DevFlow.Core.Events;
using DevFlow.Core.Events.Correlation;
using DevFlow.Core.Http;
using DevFlow.Core.Limits;
using DevFlow.Core.Limits.Forecast;
using DevFlow.Core.Logging;
using DevFlow.Core.Logins;
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
    private readonly HttpMetrics _metrics;
    private readonly HttpChain _chain;
    private readonly RefreshExchange _exchange;
    private readonly OAuthExchange _logins;
    private readonly ExpiryWatch _expiry;

    /// <summary>Makes the parts; none of them touches the disk or the network until it is used.</summary>
    /// <param name="builtInPlugins">The folder that holds a folder for each plugin that ships with DevFlow.</param>
    /// <param name="home">The home folder, opened.</param>
    /// <param name="time">The clock.</param>
    public Engine(string builtInPlugins, HomeFolder home, TimeProvider time)
    {
        Redactor = new Redactor();
        _loggers = new LoggerFactory([new EngineLoggerProvider(Redactor)], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
        StoreFolder credentialFolder = new(home, time);
        Credentials = new CredentialStore(credentialFolder, new StoreUnlocker(credentialFolder, new KeyHolders(new KeySource()), time), time, _loggers.CreateLogger<CredentialStore>());
        Plugins = new PluginManager([builtInPlugins], new PluginStore(home, Credentials, time), _loggers.CreateLogger<PluginManager>());
        Installer = new PluginInstaller(Plugins);
        _exchange = new RefreshExchange(Redactor, time);
        _logins = new OAuthExchange(Redactor, time);
        Secrets = new SecretKeeper(Credentials, id => Takes(id, PluginCapability.Refresh) ? Plugins.Get(id).Refresher : null, _exchange, Redactor, new Random(), time, _loggers.CreateLogger<SecretKeeper>());
        CredentialEditor = new CredentialEditor(Plugins, Credentials, Secrets, time);
        Transfer = new CredentialTransfer(Credentials, new ImportDrafts(() => Plugins.Known.Keys, Plugins.Get, time), Environment.GetEnvironmentVariable, time);
        Limits = new Limiters(new LimiterFolder(home, time, _loggers.CreateLogger<Limiters>()).Open, time);
        _metrics = new HttpMetrics();
        Hosts = new HostBook(time, _metrics);
        _chain = new HttpChain(Limits, Hosts, AnswerCache.Open(home, _loggers.CreateLogger<AnswerCache>(), time), _metrics, _loggers, time);
        Correlator = new Correlator(() => Plugins.Known.Keys.Where(id => Takes(id, PluginCapability.Correlation)), CorrelationOf, _loggers.CreateLogger<Correlator>());
        Connections = new ConnectionManager(
            Plugins, _chain, Credentials, CredentialEditor, Secrets, new OAuthLogin(_logins, time), new LoginCompletion(_logins, time), new ConnectionFile(home, time), new KnownProjects(Correlator.SetKnownProjects), Redactor, time, _loggers.CreateLogger<ConnectionManager>());
        _journal = new Journal(home.File("journal.db"), time, _loggers.CreateLogger<Journal>());
        _retention = new JournalRetention(_journal, time, _loggers.CreateLogger<JournalRetention>());
        Events = new EventBus(_journal, time, new Random(), _loggers.CreateLogger<EventBus>(), Redactor.Redact, Correlator.FindKeys);
        _expiry = new ExpiryWatch(Credentials, async (notice, token) => await Events.PublishAsync(notice, token).ConfigureAwait(false), time, _loggers.CreateLogger<ExpiryWatch>());
        Secrets.Used = _expiry.Begin;
        Limits.Nearing = limit => _ = DetachedTask.Run(() => PublishAsync(RateLimitNearing.ToEvent(limit, time.GetUtcNow())));
        Webhooks = new WebhookManager(
            new WebhookSources(Plugins, Credentials, Redactor, _loggers, time), Connections, Events, new WebhookLog(home.File("webhooks.db"), time, _loggers.CreateLogger<WebhookLog>()),
            _journal.OpenAsync, _loggers, time);
        Plugins.Activated = (id, plugin) => plugin is IEventPlugin partaker ? EventRegistry.Attach(Events, id, partaker) : null;
        Plugins.FindUse = Webhooks.FindUse;
        Plugins.Ending = Connections.Close;
        Plugins.Changed = Correlator.Forget;
        SyncMarks marks = new(Events);
        Hooks = new PlatformHooks(Plugins, Connections, CredentialEditor, Credentials, marks, Redactor, time, _loggers.CreateLogger<PlatformHooks>());
        Recovery = new DeliveryRecovery(Hooks, Connections, Events, Webhooks.Inbox, Webhooks.Log.Add, marks, time, _loggers.CreateLogger<DeliveryRecovery>());
        Sandboxes = new SandboxManager(time);
        Doctor = new EnvironmentDoctor(home, Credentials, Connections, Limits, Webhooks);
    }

    public Redactor Redactor { get; }

    public PluginManager Plugins { get; }

    /// <summary>Takes in plugins of others.</summary>
    public PluginInstaller Installer { get; }

    public CredentialStore Credentials { get; }

    public CredentialEditor CredentialEditor { get; }

    /// <summary>The secrets in use, each kept current.</summary>
    public SecretKeeper Secrets { get; }

    /// <summary>Imports and backups of credentials.</summary>
    public CredentialTransfer Transfer { get; }

    public Limiters Limits { get; }

    /// <summary>The hosts that are called, with their circuit breakers.</summary>
    public HostBook Hosts { get; }

    public ConnectionManager Connections { get; }

    public EventBus Events { get; }

    /// <summary>Finds what an event has to do with; hears of the projects there are.</summary>
    public Correlator Correlator { get; }

    public WebhookManager Webhooks { get; }

    /// <summary>The webhooks registered at the platforms.</summary>
    public PlatformHooks Hooks { get; }

    /// <summary>Fetches what webhooks could not deliver.</summary>
    public DeliveryRecovery Recovery { get; }

    public SandboxManager Sandboxes { get; }

    /// <summary>Looks at everything a session depends on.</summary>
    public EnvironmentDoctor Doctor { get; }

    /// <summary>The platforms there are. To tell their addresses, the plugins that can be used are activated.</summary>
    public IReadOnlyList<PlatformStatus> ListPlatforms()
    {
        ILookup<string, Connection> connections = Connections.List().ToLookup(static connection => connection.Platform, StringComparer.OrdinalIgnoreCase);
        return [.. Plugins.List().Select(plugin =>
        {
            Uri? address = AddressOf(plugin.Id);
            Plugin now = Plugins.Describe(Plugins.Find(plugin.Id));
            return new PlatformStatus
            {
                Platform = now.Id,
                Name = now.Name,
                BaseUri = address,
                Capabilities = now.Capabilities,
                State = now.State,
                Connections = [.. connections[now.Id].Select(static connection => connection.Name)],
                Problem = now.Problem,
            };
        })];
    }

    // Why a plugin cannot be used stands beside it.
    private Uri? AddressOf(string platform)
    {
        try
        {
            return Plugins.Known.ContainsKey(platform) ? Plugins.Get(platform).DefaultBaseUri : null;
        }
        catch (DevFlowException)
        {
            return null;
        }
    }

    private bool Takes(string platform, string capability) =>
        Plugins.Known.TryGetValue(platform, out PluginManifest? manifest) && manifest.Capabilities.Contains(capability, StringComparer.Ordinal);

    // What the engine tells by itself is no call of anybody: where it cannot be told, the log has it.
    private async Task PublishAsync(Event told)
    {
        try
        {
            await Events.PublishAsync(told, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is DevFlowException or ObjectDisposedException)
        {
            _loggers.CreateLogger<Engine>().LogWarning("The event {Topic} could not be published: {Error}", told.Topic, failed.Message);
        }
    }

    // A plugin that cannot be loaded says so where it is used; here it must not keep events from being published.
    private CorrelationMap CorrelationOf(string platform)
    {
        try
        {
            return Plugins.Get(platform).Correlation;
        }
        catch (DevFlowException)
        {
            return CorrelationMap.None;
        }
    }

    /// <summary>Ends the parts in the order that loses nothing: what comes in, what handles it, what keeps it, what goes out.</summary>
    public async ValueTask DisposeAsync()
    {
        await _expiry.DisposeAsync().ConfigureAwait(false);
        await Webhooks.DisposeAsync().ConfigureAwait(false);
        await Events.DisposeAsync().ConfigureAwait(false);
        await _retention.DisposeAsync().ConfigureAwait(false);
        await _journal.DisposeAsync().ConfigureAwait(false);
        await Sandboxes.DisposeAsync().ConfigureAwait(false);
        Connections.Dispose();
        await Secrets.DrainAsync().ConfigureAwait(false);
        Secrets.Dispose();
        await Plugins.DisposeAsync().ConfigureAwait(false);
        _exchange.Dispose();
        _logins.Dispose();
        Credentials.Dispose();
        _chain.Dispose();
        Limits.Dispose();
        _metrics.Dispose();
        _loggers.Dispose();
    }
}
