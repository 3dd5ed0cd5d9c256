using System.Collections.Concurrent;
using System.Text.Json;
using DevFlow.Core.Credentials;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Plugins;

/// <summary>
/// The plugins of this process: finds them by their manifests, activates each on first use, switches them on and off. The built-in ones enter
/// by the same door. No lock is held while a plugin's code runs or a warning is written, which may end in a user's prompt.
/// </summary>
/// <param name="roots">The folders that hold a folder for each built-in plugin.</param>
/// <param name="store">What the user installed and decided; null where nothing can be.</param>
/// <param name="logger">Hears of what cannot be used.</param>
/// <param name="patience">How long a plugin may take to start; null for the usual.</param>
internal sealed class PluginManager(IReadOnlyList<string> roots, PluginStore? store, ILogger<PluginManager> logger, TimeSpan? patience = null) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PluginFinder _finder = new(roots, store, logger);
    private readonly ConcurrentDictionary<string, ActivePlugin> _active = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _failures = new(StringComparer.OrdinalIgnoreCase);
    private SessionDecisions _session = new();
    private Snapshot? _snapshot;

    /// <summary>Called with each plugin once, before anybody else gets it. What it throws makes the plugin invalid, what it returns ends with it.</summary>
    public Func<string, IPlatformPlugin, IAsyncDisposable?> Activated { get; set; } = static (_, _) => null;

    /// <summary>Says what uses a platform so that its plugin cannot go, as a clause; null where nothing does.</summary>
    public Func<string, string?> FindUse { get; set; } = static _ => null;

    /// <summary>Called when a plugin is about to end: nothing may use what it gave any longer.</summary>
    public Action<string> Ending { get; set; } = static _ => { };

    /// <summary>Called when there are other plugins than before.</summary>
    public Action Changed { get; set; } = static () => { };

    /// <summary>The manifests of the plugins that can be used, by id; as of the last change this process knows of.</summary>
    public IReadOnlyDictionary<string, PluginManifest> Known => (Volatile.Read(ref _snapshot) ?? Refresh()).Catalog.Usable;

    /// <summary>Why nothing that was installed can be used; null where the record is as DevFlow wrote it, or nothing has looked yet.</summary>
    public DevFlowException? RecordFault => Current().Fault;

    public PluginStore Store => store ?? throw new InvalidOperationException("Nothing can be installed here.");

    /// <summary>The plugin of a platform, activated where it is not yet, with those it needs before it.</summary>
    /// <exception cref="DevFlowException">There is none, it is switched off, or it cannot be used.</exception>
    public IPlatformPlugin Get(string platform)
    {
        Snapshot snapshot = Current();
        PluginEntry entry = snapshot.Catalog.Find(platform) ?? throw Unknown(platform, snapshot);
        if (entry.IsDisabled)
        {
            throw new DevFlowException(ErrorReason.PluginDisabled, $"The plugin '{entry.Id}' is switched off.", $"Switch it on: Enable-DevFlowPlugin {entry.Id}.") { Target = entry.Id };
        }

        if (entry.Fault is { } fault)
        {
            throw fault;
        }

        if (_active.TryGetValue(entry.Id, out ActivePlugin? active) && active.IsReady)
        {
            return active.Require(TimeSpan.Zero);
        }

        foreach (string needed in entry.Manifest!.Dependencies.Keys)
        {
            Get(needed);
        }

        return Activate(entry, snapshot);
    }

    /// <summary>All plugins there are, usable or not. Runs no code of any.</summary>
    public IReadOnlyList<Plugin> List()
    {
        PluginCatalog catalog = Current().Catalog;
        return [.. catalog.Entries.Select(Describe)];
    }

    /// <summary>What was found under an id.</summary>
    public PluginEntry Find(string id) => Current().Catalog.Find(id) ?? throw Unknown(id, Current());

    /// <summary>What a plugin looks like to a person.</summary>
    public Plugin Describe(PluginEntry entry)
    {
        string? failure = _failures.GetValueOrDefault(entry.Id);
        return new Plugin
        {
            Id = entry.Id,
            Name = entry.Manifest?.Name ?? "",
            Description = entry.Manifest?.Description ?? "",
            Version = entry.Manifest?.Version ?? entry.Installed?.Version ?? "",
            Source = entry.Source,
            State = entry switch
            {
                { IsDisabled: true } => PluginState.Disabled,
                { Fault: not null } => PluginState.Invalid,
                _ when _active.TryGetValue(entry.Id, out ActivePlugin? active) && active.IsReady => PluginState.Active,
                _ => failure is null ? PluginState.Available : PluginState.Failed,
            },
            Problem = entry.IsDisabled ? null : entry.Fault?.Message ?? failure,
            Capabilities = entry.Manifest?.Capabilities ?? [],
            Dependencies = entry.Manifest?.Dependencies.Select(static needed => $"{needed.Key} {needed.Value}").ToArray() ?? [],
            Settings = entry.Manifest?.Settings?.Describe() ?? [],
            Location = entry.Location,
            Digest = entry.Package?.Digest ?? (entry.Installed is { } installed ? PluginPackage.DigestOf(installed.Files) : null),
            InstalledAt = entry.Installed?.InstalledAt,
        };
    }

    /// <summary>Switches a plugin on, with other settings where some are given.</summary>
    public async Task<Plugin> EnableAsync(string id, JsonElement? settings, bool sessionOnly, CancellationToken cancellationToken)
    {
        PluginEntry entry = Find(id);
        _ = (entry with { Settings = settings ?? entry.Settings }).CompleteSettings();
        await DecideAsync(entry.Id, isDisabled: false, settings, sessionOnly, cancellationToken).ConfigureAwait(false);
        _failures.TryRemove(entry.Id, out _);
        return Describe(Find(entry.Id));
    }

    /// <summary>Switches a plugin off; what is loaded of it in this process ends.</summary>
    public async Task<Plugin> DisableAsync(string id, bool sessionOnly, CancellationToken cancellationToken)
    {
        PluginEntry entry = Find(id);
        RequireUnused(entry.Id, "switched off");
        await DecideAsync(entry.Id, isDisabled: true, settings: null, sessionOnly, cancellationToken).ConfigureAwait(false);
        return Describe(Find(entry.Id));
    }

    /// <summary>Forgets a plugin that was installed and deletes its files.</summary>
    public async Task UninstallAsync(string id, CancellationToken cancellationToken)
    {
        PluginEntry entry = Find(id);
        if (entry.Source == PluginSource.BuiltIn)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The plugin '{entry.Id}' is part of DevFlow.", $"Switch it off: Disable-DevFlowPlugin {entry.Id}.") { Target = entry.Id };
        }

        RequireUnused(entry.Id, "removed");
        AuditNote note = new(AuditOperation.UninstallPlugin, Detail: $"{entry.Id} {entry.Manifest?.Version ?? entry.Installed?.Version}".TrimEnd());
        if (entry.Source == PluginSource.Session)
        {
            store?.RecordForSession(note);
            Decide(session => session.Without(entry.Id));
        }
        else
        {
            await Store.ChangeAsync(record => record.Without(entry.Id), note, cancellationToken).ConfigureAwait(false);
        }

        await SettleAsync().ConfigureAwait(false);
    }

    /// <summary>Refuses where something in this process needs the plugin as it is.</summary>
    /// <param name="id">The plugin.</param>
    /// <param name="what">What would be done to it, as a participle.</param>
    /// <param name="dependentsToo">False where there will be one under its id afterwards.</param>
    public void RequireUnused(string id, string what, bool dependentsToo = true)
    {
        string? use = dependentsToo && Current().Catalog.DependentsOf(id).FirstOrDefault() is { } dependent
            ? $"the plugin '{dependent.Id}' needs it"
            : _active.ContainsKey(id) ? FindUse(id) : null;
        if (use is not null)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The plugin '{id}' cannot be {what}: {use}.", "End that first.") { Target = id };
        }
    }

    /// <summary>Refuses where the record of what was installed is not what DevFlow wrote.</summary>
    public void RequireGenuine() => Store.RequireGenuine(Current().Sealed);

    /// <summary>Decides something for this session only.</summary>
    public void Decide(Func<SessionDecisions, SessionDecisions> change)
    {
        SessionDecisions before;
        do
        {
            before = Volatile.Read(ref _session);
        }
        while (Interlocked.CompareExchange(ref _session, change(before), before) != before);
    }

    /// <summary>Takes in what was decided: what is loaded and no longer right ends.</summary>
    public async Task SettleAsync()
    {
        PluginCatalog catalog = Refresh().Catalog;
        foreach ((string id, ActivePlugin active) in _active)
        {
            if (catalog.Find(id) is not { IsUsable: true } entry || !entry.IsSameAs(active.Entry))
            {
                await StopAsync(id, active).ConfigureAwait(false);
            }
        }

        Changed();
    }

    /// <summary>Ends what is loaded.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach ((string id, ActivePlugin active) in _active)
        {
            await StopAsync(id, active).ConfigureAwait(false);
        }
    }

    private async Task DecideAsync(string id, bool isDisabled, JsonElement? settings, bool sessionOnly, CancellationToken cancellationToken)
    {
        AuditNote note = new(isDisabled ? AuditOperation.DisablePlugin : AuditOperation.EnablePlugin, Detail: id);
        if (sessionOnly)
        {
            store?.RecordForSession(note);
            Decide(session => (session with { IsDisabled = session.IsDisabled.SetItem(id, isDisabled) }).WithSettings(id, settings));
        }
        else
        {
            await Store.ChangeAsync(record => record.WithState(id, isDisabled).WithSettings(id, settings), note, cancellationToken).ConfigureAwait(false);
            Decide(session => session with { IsDisabled = session.IsDisabled.Remove(id), Settings = settings is null ? session.Settings : session.Settings.Remove(id) });
        }

        await SettleAsync().ConfigureAwait(false);
    }

    private IPlatformPlugin Activate(PluginEntry entry, Snapshot snapshot)
    {
        ActivePlugin? active = null;
        try
        {
            active = _active.GetOrAdd(entry.Id, _ => new ActivePlugin(entry, Open(entry, snapshot), Activated, logger));
            IPlatformPlugin plugin = active.Require(patience ?? Patience);
            _failures.TryRemove(entry.Id, out _);
            return plugin;
        }
        catch (DevFlowException exception)
        {
            _failures[entry.Id] = exception.Message;
            if (active is { HasFailed: true })
            {
                // The plugin may be put right meanwhile.
                _active.TryRemove(KeyValuePair.Create(entry.Id, active));
            }

            throw;
        }
    }

    private IPluginFiles Open(PluginEntry entry, Snapshot snapshot)
    {
        if (entry.Installed is null)
        {
            return entry.Package ?? (IPluginFiles)new BuiltInFiles(entry.Location);
        }

        Store.RequireGenuine(snapshot.Sealed);
        return Store.Open(entry.Installed);
    }

    private async Task StopAsync(string id, ActivePlugin active)
    {
        Ending(id);
        if (_active.TryRemove(KeyValuePair.Create(id, active)))
        {
            await active.StopAsync().ConfigureAwait(false);
        }
    }

    // Another process may have installed something since.
    private Snapshot Current()
    {
        Snapshot? known = Volatile.Read(ref _snapshot);
        return known is null || (store is not null && known.Stamp != store.Stamp) ? Refresh() : known;
    }

    // Of two that look at once, either may count: both saw the same or something newer.
    private Snapshot Refresh()
    {
        Snapshot? before = Volatile.Read(ref _snapshot);
        (DateTime, long) stamp = store?.Stamp ?? default;
        SealedRecord record = SealedRecord.None;
        DevFlowException? fault = null;
        try
        {
            record = before is { Fault: null } && before.Stamp == stamp ? before.Sealed : store?.Read() ?? SealedRecord.None;
        }
        catch (DevFlowException unreadable)
        {
            fault = unreadable;
            logger.LogWarning("{Problem}", unreadable.Message);
        }

        Snapshot found = new(stamp, record, _finder.Find(record.Record, Volatile.Read(ref _session)), fault);
        Volatile.Write(ref _snapshot, found);
        return found;
    }

    private static DevFlowException Unknown(string platform, Snapshot snapshot) => snapshot.Fault ?? new DevFlowException(
        ErrorReason.UnknownPlatform,
        $"No plugin serves the platform '{platform}'.",
        $"Use one of: {string.Join(", ", snapshot.Catalog.Usable.Keys.Order(StringComparer.Ordinal))}.")
    { Target = platform };

    private sealed record Snapshot((DateTime Written, long Length) Stamp, SealedRecord Sealed, PluginCatalog Catalog, DevFlowException? Fault);
}
