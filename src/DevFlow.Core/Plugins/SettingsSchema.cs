using System.Text.Json;

namespace DevFlow.Core.Plugins;

/// <summary>
/// What a plugin can be told, as the part of JSON Schema that a flat object needs: properties with a type and their bounds. A property
/// the schema does not name is refused, and so is a keyword this reader does not know, which would otherwise be a check that is not made.
/// </summary>
internal sealed record SettingsSchema
{
    private const int MaxProperties = 64;

    public required IReadOnlyDictionary<string, SettingSchema> Properties { get; init; }

    public IReadOnlyList<string> Required { get => field ?? []; init; }

    /// <exception cref="FormatException">The schema contradicts itself.</exception>
    public void Validate()
    {
        if (Properties.Count > MaxProperties)
        {
            throw new FormatException($"its settings have more than {MaxProperties} properties");
        }

        foreach ((string name, SettingSchema setting) in Properties)
        {
            setting.Validate(name);
        }

        if (Required.FirstOrDefault(name => !Properties.ContainsKey(name)) is string unknown)
        {
            throw new FormatException($"its settings require '{unknown}', which they do not describe");
        }
    }

    /// <summary>What is wrong with settings, each as a clause; nothing where they fit.</summary>
    public IReadOnlyList<string> FindFaults(JsonElement settings)
    {
        if (settings.ValueKind != JsonValueKind.Object)
        {
            return ["the settings are no object"];
        }

        List<string> faults = [];
        foreach (JsonProperty given in settings.EnumerateObject())
        {
            string? fault = Properties.TryGetValue(given.Name, out SettingSchema? schema)
                ? schema.FindFault(given.Value)
                : $"is unknown; there are: {string.Join(", ", Properties.Keys.Order(StringComparer.Ordinal))}";
            if (fault is not null)
            {
                faults.Add($"'{given.Name}' {fault}");
            }
        }

        faults.AddRange(Required.Where(name => !settings.TryGetProperty(name, out _)).Select(static name => $"'{name}' is missing"));
        return faults;
    }

    /// <summary>What can be set, a line each.</summary>
    public string[] Describe() => [.. Properties.Select(setting => $"{setting.Key}: {setting.Value.Describe()}{(Required.Contains(setting.Key, StringComparer.Ordinal) ? ", required" : "")}")];

    /// <summary>The settings given, with the defaults of those that are not.</summary>
    public JsonElement Complete(JsonElement? settings)
    {
        Dictionary<string, JsonElement> all = Properties.Where(static p => p.Value.Default is not null).ToDictionary(static p => p.Key, static p => p.Value.Default!.Value, StringComparer.Ordinal);
        if (settings is { ValueKind: JsonValueKind.Object } given)
        {
            foreach (JsonProperty property in given.EnumerateObject())
            {
                all[property.Name] = property.Value;
            }
        }

        return JsonSerializer.SerializeToElement(all, PluginJson.Default.DictionaryStringJsonElement);
    }
}
