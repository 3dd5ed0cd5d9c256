using System.Collections.Frozen;
using System.Text.Json;

namespace DevFlow.Core.Plugins;

/// <summary>What the user decided about plugins: which are installed, with what in them, which are switched off, and what they are told.</summary>
internal sealed record PluginRecord
{
    public static readonly PluginRecord Empty = new();

    public IReadOnlyList<InstalledPlugin> Plugins { get => field ?? []; init; }

    public IReadOnlyList<string> Disabled { get => field ?? []; init; }

    public IReadOnlyDictionary<string, JsonElement> Settings { get => field ?? FrozenDictionary<string, JsonElement>.Empty; init; }

    public InstalledPlugin? Find(string id) => Plugins.FirstOrDefault(plugin => plugin.Id == id);

    public PluginRecord With(InstalledPlugin plugin) => this with { Plugins = [.. Plugins.Where(other => other.Id != plugin.Id), plugin] };

    public PluginRecord Without(string id) => this with
    {
        Plugins = [.. Plugins.Where(plugin => plugin.Id != id)],
        Disabled = [.. Disabled.Where(other => other != id)],
        Settings = Settings.Where(settings => settings.Key != id).ToDictionary(StringComparer.Ordinal),
    };

    public PluginRecord WithState(string id, bool isDisabled) =>
        this with { Disabled = isDisabled ? [.. Disabled.Where(other => other != id), id] : [.. Disabled.Where(other => other != id)] };

    public PluginRecord WithSettings(string id, JsonElement? settings) => settings is not JsonElement given
        ? this
        : this with { Settings = new Dictionary<string, JsonElement>(Settings, StringComparer.Ordinal) { [id] = given } };
}
