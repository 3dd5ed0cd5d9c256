using System.Text.Json;

namespace DevFlow.Core.Plugins;

/// <summary>A plugin that was found, usable or not.</summary>
internal sealed record PluginEntry
{
    public required string Id { get; init; }

    public required PluginSource Source { get; init; }

    /// <summary>Where its files are.</summary>
    public required string Location { get; init; }

    /// <summary>Null where it cannot be read; <see cref="Fault"/> says why.</summary>
    public PluginManifest? Manifest { get; init; }

    /// <summary>Its entry in the record; null where it is not installed.</summary>
    public InstalledPlugin? Installed { get; init; }

    /// <summary>Its files; null where they are not in memory.</summary>
    public PluginPackage? Package { get; init; }

    public bool IsDisabled { get; init; }

    /// <summary>What the user set; null where nothing.</summary>
    public JsonElement? Settings { get; init; }

    /// <summary>Why it cannot be used, apart from being switched off.</summary>
    public DevFlowException? Fault { get; init; }

    public bool IsUsable => Fault is null && !IsDisabled;

    /// <summary>True where what is loaded for the other is still right for this one.</summary>
    public bool IsSameAs(PluginEntry other) =>
        Location == other.Location && ReferenceEquals(Package, other.Package) && Settings?.GetRawText() == other.Settings?.GetRawText();

    /// <summary>What it is told: what the user set, and the defaults of the rest; null where it has no settings.</summary>
    /// <exception cref="DevFlowException">What was set does not fit the schema.</exception>
    public JsonElement? CompleteSettings()
    {
        if (Manifest?.Settings is not SettingsSchema schema)
        {
            return Settings is null ? null : throw Refuse("it has no settings, so nothing can be set");
        }

        JsonElement complete = schema.Complete(Settings);
        return schema.FindFaults(complete) is { Count: > 0 } faults
            ? throw Refuse($"its setting {string.Join("; its setting ", faults)}")
            : complete;
    }

    private DevFlowException Refuse(string cause) => new(
        ErrorReason.InvalidArgument,
        $"The plugin '{Id}' cannot be used as it is set up: {cause}.",
        $"Set it right: Enable-DevFlowPlugin {Id} -Settings @{{ ... }}; Get-DevFlowPlugin {Id} shows what there is to set.") { Target = Id };
}
