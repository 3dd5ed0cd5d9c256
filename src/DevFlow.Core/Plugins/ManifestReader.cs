using System.Collections.Frozen;
using System.Text.Json;

namespace DevFlow.Core.Plugins;

/// <summary>
/// Reads the properties of a manifest one by one. A generated serializer would be shorter, and some four hundred methods that are compiled
/// when a session first looks for plugins: more than finding and starting one takes.
/// </summary>
internal static class ManifestReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly string[] Names = ["id", "name", "description", "version", "contract", "assembly", "dependencies", "capabilities", "settings"];

    /// <exception cref="FormatException">A property is missing, unknown, or of another type.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidOperationException">A text has half of a surrogate pair.</exception>
    public static PluginManifest Read(ReadOnlySpan<byte> content)
    {
        JsonElement manifest = Require(JsonElement.Parse(content, Strict), JsonValueKind.Object, "it must be an object");
        foreach (JsonProperty property in manifest.EnumerateObject())
        {
            if (!Names.Contains(property.Name, StringComparer.Ordinal))
            {
                throw new FormatException($"it has the unknown property '{PackagePath.Show(property.Name)}'");
            }
        }

        return new PluginManifest
        {
            Id = Text(manifest, "id"),
            Name = Text(manifest, "name"),
            Description = manifest.TryGetProperty("description", out JsonElement description) ? TextOf(description, "description") : "",
            Version = Text(manifest, "version"),
            Contract = Text(manifest, "contract"),
            Assembly = Text(manifest, "assembly"),
            Dependencies = manifest.TryGetProperty("dependencies", out JsonElement dependencies) ? Ranges(dependencies) : FrozenDictionary<string, string>.Empty,
            Capabilities = manifest.TryGetProperty("capabilities", out JsonElement capabilities) ? Words(capabilities) : [],
            Settings = manifest.TryGetProperty("settings", out JsonElement settings) ? settings.Deserialize(PluginJson.Default.SettingsSchema) : null,
        };
    }

    private static string Text(JsonElement manifest, string name) =>
        manifest.TryGetProperty(name, out JsonElement value) ? TextOf(value, name) : throw new FormatException($"it has no {name}");

    private static string TextOf(JsonElement value, string name) => Require(value, JsonValueKind.String, $"its {name} must be text").GetString()!;

    private static Dictionary<string, string> Ranges(JsonElement dependencies)
    {
        Dictionary<string, string> ranges = new(StringComparer.Ordinal);
        foreach (JsonProperty dependency in Require(dependencies, JsonValueKind.Object, "its dependencies must be an object").EnumerateObject())
        {
            ranges.Add(dependency.Name, TextOf(dependency.Value, "dependencies"));
        }

        return ranges;
    }

    private static List<string> Words(JsonElement capabilities)
    {
        List<string> words = [];
        foreach (JsonElement word in Require(capabilities, JsonValueKind.Array, "its capabilities must be a list").EnumerateArray())
        {
            words.Add(TextOf(word, "capabilities"));
        }

        return words;
    }

    private static JsonElement Require(JsonElement value, JsonValueKind kind, string otherwise) => value.ValueKind == kind ? value : throw new FormatException(otherwise);
}
