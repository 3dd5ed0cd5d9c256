using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Plugins;

/// <summary>
/// A plugin that is being loaded, or is. Its code starts on a thread of its own: one that hangs costs its caller the patience and nobody
/// else anything.
/// </summary>
/// <param name="entry">What is loaded.</param>
/// <param name="files">Its files, which have been checked.</param>
/// <param name="attach">Connects it with the engine; what it returns ends with the plugin.</param>
/// <param name="logger">Hears of it.</param>
internal sealed class ActivePlugin(PluginEntry entry, IPluginFiles files, Func<string, IPlatformPlugin, IAsyncDisposable?> attach, ILogger logger)
{
    private readonly PluginLoadContext _context = new(entry.Id, files, isCollectible: entry.Source != PluginSource.BuiltIn);
    private readonly Lock _gate = new();
    private Thread? _thread;
    private bool _hangs;
    private Exception? _failure;
    private IAsyncDisposable? _attached;
    private volatile IPlatformPlugin? _plugin;

    public PluginEntry Entry => entry;

    public bool IsReady => _plugin is not null;

    /// <summary>True where it ended with an error, so that only another attempt can help; false while it hangs.</summary>
    public bool HasFailed => Volatile.Read(ref _failure) is not null;

    /// <summary>The plugin, once its code has started; starts it where nobody has.</summary>
    /// <exception cref="DevFlowException">It fails, or has not started within the patience.</exception>
    public IPlatformPlugin Require(TimeSpan patience)
    {
        if (_plugin is { } ready)
        {
            return ready;
        }

        Thread starting = Start();
        if (starting == Thread.CurrentThread || !starting.Join(_hangs ? TimeSpan.Zero : patience))
        {
            _hangs = true;
            throw Failed($"it has not started within {patience.TotalSeconds:0.#} seconds", $"Restart the session; where it happens again, switch it off: Disable-DevFlowPlugin {entry.Id}.", cause: null);
        }

        return _plugin ?? throw ToError(_failure!);
    }

    /// <summary>Ends it: takes back what it registered, disposes it, and unloads what can be unloaded.</summary>
    public async Task StopAsync()
    {
        try
        {
            if (_attached is not null)
            {
                await _attached.DisposeAsync().ConfigureAwait(false);
            }

            switch (_plugin)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync().ConfigureAwait(false);
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
        catch (Exception failed)
        {
            logger.LogWarning("The plugin {Id} failed while it was ended: {Problem}", entry.Id, failed.Message);
        }

        (_attached, _plugin) = (null, null);
        if (_context.IsCollectible)
        {
            _context.Unload();
        }
    }

    private Thread Start()
    {
        lock (_gate)
        {
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = $"DevFlow plugin {entry.Id}" };
                _thread.Start();
            }

            return _thread;
        }
    }

    private void Run()
    {
        try
        {
            Assembly assembly = _context.LoadEntry(entry.Manifest!.Assembly);
            Type[] entries = [.. assembly.ExportedTypes.Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IPlatformPlugin)))];
            if (entries.Length != 1)
            {
                throw new InvalidOperationException($"{entry.Manifest.Assembly} has {entries.Length} public classes that implement IPlatformPlugin; it must have one.");
            }

            IPlatformPlugin plugin = (IPlatformPlugin)Activator.CreateInstance(entries[0])!;
            Configure(plugin);
            if (PluginCapability.FindDifference(plugin, entry.Manifest.Capabilities) is string difference)
            {
                throw new InvalidOperationException($"{difference}.");
            }

            _attached = attach(entry.Id, plugin);
            _plugin = plugin;
            logger.LogDebug("Activated plugin {Id} {Version}.", entry.Id, entry.Manifest.Version);
        }
        catch (Exception exception)
        {
            _failure = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
        }
    }

    private void Configure(IPlatformPlugin plugin)
    {
        if (entry.CompleteSettings() is not JsonElement settings)
        {
            return;
        }

        if (plugin is not IConfigurablePlugin configurable)
        {
            throw new InvalidOperationException("its manifest describes settings, but it does not implement IConfigurablePlugin.");
        }

        configurable.Configure(settings);
    }

    private DevFlowException ToError(Exception failure) => failure as DevFlowException
        ?? Failed(failure.Message, "Install the plugin again, or one built for this version of DevFlow; Test-DevFlowPlugin says more.", failure);

    private DevFlowException Failed(string problem, string action, Exception? cause) =>
        new(ErrorReason.PluginInvalid, $"The plugin '{entry.Id}' could not be loaded: {problem.TrimEnd('.')}.", action, cause) { Target = entry.Id };
}
