using System.Collections.Frozen;

namespace DevFlow.Core.Plugins;

/// <summary>The plugins there are at one moment, each with what keeps it from being used. Runs no code of any.</summary>
internal sealed class PluginCatalog
{
    private readonly FrozenDictionary<string, PluginEntry> _byId;

    /// <param name="found">Of two with one id the first counts.</param>
    public PluginCatalog(IEnumerable<PluginEntry> found)
    {
        Dictionary<string, PluginEntry> byId = new(StringComparer.OrdinalIgnoreCase);
        foreach (PluginEntry entry in found)
        {
            byId.TryAdd(entry.Id, entry);
        }

        foreach (PluginEntry entry in byId.Values.ToArray())
        {
            if (entry.Fault is null && FindFault(byId, entry, []) is string fault)
            {
                byId[entry.Id] = entry with { Fault = Unusable(entry.Id, fault) };
            }
        }

        _byId = byId.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        Usable = byId.Values.Where(static entry => entry.IsUsable).ToFrozenDictionary(static entry => entry.Id, static entry => entry.Manifest!, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The manifests of those that can be used, by id.</summary>
    public IReadOnlyDictionary<string, PluginManifest> Usable { get; }

    public IEnumerable<PluginEntry> Entries => _byId.Values.OrderBy(static entry => entry.Id, StringComparer.Ordinal);

    public PluginEntry? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The plugins that need this one.</summary>
    public IEnumerable<PluginEntry> DependentsOf(string id) => Entries.Where(entry => entry.IsUsable && entry.Manifest!.Dependencies.ContainsKey(id));

    private static string? FindFault(Dictionary<string, PluginEntry> all, PluginEntry entry, string[] path)
    {
        if (path.Contains(entry.Id, StringComparer.Ordinal))
        {
            return $"plugins need each other in a circle: {string.Join(" -> ", path.SkipWhile(id => id != entry.Id))} -> {entry.Id}";
        }

        foreach ((string id, string range) in entry.Manifest!.Dependencies)
        {
            string? fault = all.GetValueOrDefault(id) switch
            {
                null => $"it needs the plugin '{id}' {range}, which is not installed",
                { IsDisabled: true } => $"it needs the plugin '{id}', which is switched off",
                { Manifest: PluginManifest manifest } when VersionRange.TryParse(range, out VersionRange? versions) && !versions.Contains(manifest.ParsedVersion) =>
                    $"it needs the plugin '{id}' {range}, and {manifest.Version} is installed",
                { Fault: DevFlowException broken } => $"it needs the plugin '{id}', which cannot be used: {broken.Message}",
                { } needed => FindFault(all, needed, [.. path, entry.Id]),
            };
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static DevFlowException Unusable(string id, string fault) => new(
        ErrorReason.PluginInvalid,
        $"The plugin '{id}' cannot be used: {fault}.",
        "Install or enable what it needs; Get-DevFlowPlugin shows what there is.") { Target = id };
}
