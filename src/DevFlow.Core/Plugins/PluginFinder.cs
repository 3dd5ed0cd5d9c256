using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Plugins;

/// <summary>Looks where plugins may be. The built-in ones come first: nothing that is installed takes an id of theirs.</summary>
internal sealed class PluginFinder(IReadOnlyList<string> roots, PluginStore? store, ILogger logger)
{
    /// <summary>Everything there is, in the order in which it counts.</summary>
    /// <param name="record">What the user decided for good.</param>
    /// <param name="session">What the user decided for this session.</param>
    public PluginCatalog Find(PluginRecord record, SessionDecisions session)
    {
        List<PluginEntry> found = [.. FindBuiltIn()];
        HashSet<string> builtIn = [.. found.Where(static entry => entry.Manifest is not null).Select(static entry => entry.Id)];
        found.AddRange(session.Packages.Values.Select(ToEntry));
        foreach (InstalledPlugin installed in record.Plugins)
        {
            PluginEntry entry = ToEntry(installed);
            if (builtIn.Contains(entry.Id))
            {
                logger.LogWarning("The installed plugin '{Id}' is ignored: DevFlow brings one of that id.", entry.Id);
            }

            found.Add(entry);
        }

        return new PluginCatalog(found.Select(entry => entry with
        {
            IsDisabled = session.IsDisabled.TryGetValue(entry.Id, out bool isDisabled) ? isDisabled : record.Disabled.Contains(entry.Id, StringComparer.Ordinal),
            Settings = session.Settings.TryGetValue(entry.Id, out System.Text.Json.JsonElement own)
                ? own
                : record.Settings.TryGetValue(entry.Id, out System.Text.Json.JsonElement stored) ? stored : null,
        }));
    }

    private IEnumerable<PluginEntry> FindBuiltIn()
    {
        Dictionary<string, string> taken = new(StringComparer.OrdinalIgnoreCase);
        // Root after root: no folder's name lets a later root take an id away from an earlier one.
        foreach (string folder in roots.Where(Directory.Exists).SelectMany(static root => Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal)))
        {
            if (!File.Exists(Path.Combine(folder, PluginManifest.FileName)))
            {
                continue;
            }

            PluginEntry entry = ReadBuiltIn(folder);
            if (entry.Manifest is not null && !taken.TryAdd(entry.Id, folder))
            {
                logger.LogWarning("The plugin in '{Folder}' is ignored: '{Id}' is already served from '{Other}'.", folder, entry.Id, taken[entry.Id]);
                continue;
            }

            yield return entry;
        }
    }

    private PluginEntry ReadBuiltIn(string folder)
    {
        PluginEntry entry = new() { Id = Path.GetFileName(folder), Source = PluginSource.BuiltIn, Location = folder };
        string path = Path.Combine(folder, PluginManifest.FileName);
        try
        {
            PluginManifest manifest = PluginManifest.Parse(ReadManifest(path), path);
            return entry with { Id = manifest.Id, Manifest = manifest };
        }
        catch (DevFlowException fault)
        {
            logger.LogWarning("{Problem}", fault.Message);
            return entry with { Fault = fault };
        }
    }

    private static PluginEntry ToEntry(PluginPackage package) =>
        new() { Id = package.Manifest.Id, Source = PluginSource.Session, Location = package.Origin, Manifest = package.Manifest, Package = package };

    // The manifest is needed to know what there is; whether it is what was installed is checked before any code is loaded.
    private PluginEntry ToEntry(InstalledPlugin installed)
    {
        PluginEntry entry = new() { Id = installed.Id, Source = PluginSource.Installed, Location = store!.FolderOf(installed), Installed = installed };
        string path = Path.Combine(entry.Location, PluginManifest.FileName);
        try
        {
            PluginManifest manifest = PluginManifest.Parse(ReadManifest(path), path);
            return manifest.Id == installed.Id ? entry with { Manifest = manifest } : throw PackageReader.Refuse(path, $"it is of the plugin '{manifest.Id}'");
        }
        catch (DevFlowException fault)
        {
            return entry with { Fault = fault };
        }
    }

    private static byte[] ReadManifest(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] content = new byte[Math.Min(file.Length, PluginManifest.MaxBytes + 1)];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw PackageReader.Refuse(path, error.Message, error);
        }
    }
}
