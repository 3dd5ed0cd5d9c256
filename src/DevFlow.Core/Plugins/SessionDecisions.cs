using System.Collections.Immutable;
using System.Text.Json;

namespace DevFlow.Core.Plugins;

/// <summary>What the user decided about plugins for this session only; it goes before the record.</summary>
internal sealed record SessionDecisions
{
    public ImmutableDictionary<string, PluginPackage> Packages { get; init; } = ImmutableDictionary<string, PluginPackage>.Empty;

    public ImmutableDictionary<string, bool> IsDisabled { get; init; } = ImmutableDictionary<string, bool>.Empty;

    public ImmutableDictionary<string, JsonElement> Settings { get; init; } = ImmutableDictionary<string, JsonElement>.Empty;

    public SessionDecisions With(PluginPackage package) => Without(package.Manifest.Id) with { Packages = Packages.SetItem(package.Manifest.Id, package) };

    public SessionDecisions WithSettings(string id, JsonElement? settings) => settings is JsonElement given ? this with { Settings = Settings.SetItem(id, given) } : this;

    /// <summary>Nothing decided about a plugin.</summary>
    public SessionDecisions Without(string id) => new() { Packages = Packages.Remove(id), IsDisabled = IsDisabled.Remove(id), Settings = Settings.Remove(id) };
}
