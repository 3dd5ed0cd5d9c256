using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Plugins;

/// <summary>Finds plugins by their manifests and activates each on first use. The built-in ones enter by the same door.</summary>
internal sealed class PluginManager(IReadOnlyList<string> roots, ILogger<PluginManager> logger)
{
    private readonly ConcurrentDictionary<string, Lazy<IPlatformPlugin>> _active = new(StringComparer.OrdinalIgnoreCase);
    private IReadOnlyDictionary<string, PluginManifest>? _known;

    /// <summary>Called with each plugin once, before anybody else gets it. What it throws makes the plugin invalid.</summary>
    public Action<IPlatformPlugin>? Activated { get; set; }

    /// <summary>The manifests found, by id; a folder that cannot be read is reported as a warning and left out.</summary>
    public IReadOnlyDictionary<string, PluginManifest> Known
    {
        get
        {
            if (Volatile.Read(ref _known) is { } known)
            {
                return known;
            }

            // No lock: a warning may end in a user's prompt. Of two that look at once, the first counts.
            IReadOnlyDictionary<string, PluginManifest> found = Discover();
            return Interlocked.CompareExchange(ref _known, found, null) ?? found;
        }
    }

    public IPlatformPlugin Get(string platform)
    {
        if (!Known.TryGetValue(platform, out PluginManifest? manifest))
        {
            throw new DevFlowException(
                ErrorReason.UnknownPlatform,
                $"No plugin serves the platform '{platform}'.",
                $"Use one of: {string.Join(", ", Known.Keys.Order(StringComparer.Ordinal))}.")
            { Target = platform };
        }

        // A constructor is the plugin's own code: while it runs, only those wait who ask for the same plugin.
        Lazy<IPlatformPlugin> plugin = _active.GetOrAdd(manifest.Id, _ => new Lazy<IPlatformPlugin>(() => Activate(manifest)));
        try
        {
            return plugin.Value;
        }
        catch
        {
            // A Lazy repeats its failure for ever; the plugin may be put right meanwhile.
            _active.TryRemove(KeyValuePair.Create(manifest.Id, plugin));
            throw;
        }
    }

    private Dictionary<string, PluginManifest> Discover()
    {
        Dictionary<string, PluginManifest> known = new(StringComparer.OrdinalIgnoreCase);
        // Root after root: no folder's name lets a later root take an id away from an earlier one.
        foreach (string folder in roots.Where(Directory.Exists).SelectMany(static root => Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal)))
        {
            if (!File.Exists(Path.Combine(folder, PluginManifest.FileName)))
            {
                continue;
            }

            try
            {
                PluginManifest manifest = PluginManifest.Read(folder);
                if (!known.TryAdd(manifest.Id, manifest))
                {
                    logger.LogWarning("The plugin in '{Folder}' is ignored: '{Id}' is already served from '{Other}'.", folder, manifest.Id, known[manifest.Id].Folder);
                }
            }
            catch (DevFlowException exception)
            {
                logger.LogWarning("{Problem}", exception.Message);
            }
        }

        return known;
    }

    private IPlatformPlugin Activate(PluginManifest manifest)
    {
        try
        {
            Assembly assembly = new PluginLoadContext(manifest).LoadEntry();
            Type[] entries = [.. assembly.ExportedTypes.Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IPlatformPlugin)))];
            if (entries.Length != 1)
            {
                throw new InvalidOperationException($"{manifest.Assembly} has {entries.Length} public classes that implement IPlatformPlugin; it must have one.");
            }

            logger.LogDebug("Activated plugin {Id} {Version}.", manifest.Id, manifest.Version);
            IPlatformPlugin plugin = (IPlatformPlugin)Activator.CreateInstance(entries[0])!;
            Activated?.Invoke(plugin);
            return plugin;
        }
        catch (Exception exception) when (exception is not DevFlowException)
        {
            Exception cause = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
            throw new DevFlowException(ErrorReason.PluginInvalid, $"The plugin '{manifest.Id}' could not be loaded: {cause.Message}", "Install the plugin again, or one built for this version of DevFlow.", cause)
            {
                Target = manifest.Id,
            };
        }
    }
}
