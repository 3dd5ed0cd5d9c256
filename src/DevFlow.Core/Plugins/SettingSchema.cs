using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DevFlow.Core.Plugins;

/// <summary>One thing a plugin can be told, in the words of JSON Schema.</summary>
internal sealed record SettingSchema
{
    private const int MaxPatternLength = 200;

    public required SettingType Type { get; init; }

    public string Description { get => field ?? ""; init; }

    public JsonElement? Default { get; init; }

    public IReadOnlyList<string>? Enum { get; init; }

    public string? Pattern { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    /// <exception cref="FormatException">The schema contradicts itself.</exception>
    public void Validate(string name)
    {
        bool isText = Type == SettingType.String;
        bool isNumber = Type is SettingType.Integer or SettingType.Number;
        if ((!isText && (Enum is not null || Pattern is not null || MinLength is not null || MaxLength is not null))
            || (!isNumber && (Minimum is not null || Maximum is not null)))
        {
            throw new FormatException($"its setting '{name}' has a bound that its type {Type} does not know");
        }

        try
        {
            _ = Pattern is null ? null : Compile(Pattern);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"the pattern of its setting '{name}' cannot be used: {exception.Message}", exception);
        }

        if (Default is JsonElement value && FindFault(value) is string fault)
        {
            throw new FormatException($"the default of its setting '{name}' {fault}");
        }
    }

    /// <summary>Says what is wrong with a value, as what follows its name; null where it fits.</summary>
    public string? FindFault(JsonElement value)
    {
        bool fits = Type switch
        {
            SettingType.String => value.ValueKind == JsonValueKind.String,
            SettingType.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            SettingType.Integer => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            _ => value.ValueKind == JsonValueKind.Number,
        };
        if (!fits)
        {
            return $"must be {(Type == SettingType.Integer ? "an" : "a")} {Type.ToString().ToLowerInvariant()}";
        }

        return Type switch
        {
            SettingType.String => FindFault(value.GetString()!),
            SettingType.Integer or SettingType.Number => FindFault(value.GetDouble()),
            _ => null,
        };
    }

    /// <summary>Type, default and meaning, for a person.</summary>
    public string Describe() =>
        (Enum is null ? Type.ToString().ToLowerInvariant() : string.Join(" | ", Enum))
        + (Default is JsonElement value ? $", by default {value}" : "")
        + (Description.Length > 0 ? $" ({Description})" : "");

    private string? FindFault(string text)
    {
        if (Enum is not null && !Enum.Contains(text, StringComparer.Ordinal))
        {
            return $"must be one of: {string.Join(", ", Enum)}";
        }

        if (text.Length < MinLength || text.Length > MaxLength)
        {
            return $"must have {MinLength ?? 0} to {MaxLength?.ToString(CultureInfo.InvariantCulture) ?? "any number of"} characters";
        }

        return Pattern is null || Compile(Pattern).IsMatch(text) ? null : $"must fit the pattern {Pattern}";
    }

    private string? FindFault(double number)
    {
        if (number < Minimum)
        {
            return string.Create(CultureInfo.InvariantCulture, $"must be at least {Minimum}");
        }

        return number > Maximum ? string.Create(CultureInfo.InvariantCulture, $"must be at most {Maximum}") : null;
    }

    // A pattern of a stranger must not be able to take for ever.
    private static Regex Compile(string pattern) => pattern.Length <= MaxPatternLength
        ? new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)
        : throw new ArgumentException($"it is longer than {MaxPatternLength} characters", nameof(pattern));
}
