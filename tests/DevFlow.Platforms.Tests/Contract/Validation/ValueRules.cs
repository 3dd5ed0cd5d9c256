using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>The rules for single values: type, choices, format, length, range.</summary>
internal sealed class ValueRules(ValidationRules rules)
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    /// <summary>The types a schema allows; none where it allows all.</summary>
    public static IEnumerable<string> Types(JsonElement schema) => !schema.TryGetProperty("type", out JsonElement type)
        ? []
        : type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!];

    /// <summary>Checks a value that is not null.</summary>
    /// <returns>The rules it breaks. A wrong type is the only one then.</returns>
    public IEnumerable<(string Rule, string Message)> Check(JsonElement value, JsonElement schema)
    {
        string[] types = [.. Types(schema)];
        if (types.Length > 0 && !types.Any(type => HasType(value, type)))
        {
            return [("type", $"is {value.ValueKind}, not {string.Join(" or ", types)}")];
        }

        IEnumerable<(string, string)> broken = value.ValueKind switch
        {
            JsonValueKind.String => CheckText(value.GetString()!, schema),
            JsonValueKind.Number => CheckNumber(value.GetDouble(), schema),
            JsonValueKind.Array => CheckItems(value, schema),
            _ => [],
        };
        return schema.TryGetProperty("enum", out JsonElement choices) && !choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value))
            ? [("enum", $"is {value}, which is not among the choices"), .. broken]
            : broken;
    }

    private static bool HasType(JsonElement value, string type) => type switch
    {
        // GitLab's description calls some strings text.
        "string" or "text" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new InvalidOperationException("Unknown type " + type),
    };

    private static int Number(JsonElement schema, string keyword, int otherwise) =>
        schema.TryGetProperty(keyword, out JsonElement limit) && limit.TryGetInt32(out int number) ? number : otherwise;

    private static IEnumerable<(string Rule, string Message)> CheckNumber(double number, JsonElement schema)
    {
        if (schema.TryGetProperty("minimum", out JsonElement least) && number < least.GetDouble())
        {
            yield return ("range", $"is {number}, less than {least}");
        }

        if (schema.TryGetProperty("maximum", out JsonElement most) && number > most.GetDouble())
        {
            yield return ("range", $"is {number}, more than {most}");
        }
    }

    private static IEnumerable<(string Rule, string Message)> CheckItems(JsonElement value, JsonElement schema)
    {
        int count = value.GetArrayLength();
        if (count < Number(schema, "minItems", 0) || count > Number(schema, "maxItems", int.MaxValue))
        {
            yield return ("items", $"has {count} items");
        }

        if (schema.TryGetProperty("uniqueItems", out JsonElement unique) && unique.GetBoolean()
            && value.EnumerateArray().DistinctBy(item => item.GetRawText()).Count() < count)
        {
            yield return ("items", "has an item twice");
        }
    }

    private IEnumerable<(string Rule, string Message)> CheckText(string text, JsonElement schema)
    {
        if (schema.TryGetProperty("format", out JsonElement format) && !HasFormat(text, format.GetString()!))
        {
            yield return ("format", $"is {text}, which is no {format}");
        }

        if (schema.TryGetProperty("pattern", out JsonElement pattern) && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.None, PatternLimit))
        {
            yield return ("pattern", $"is {text}, which does not match {pattern}");
        }

        if (text.Length < Number(schema, "minLength", 0) || text.Length > Number(schema, "maxLength", int.MaxValue))
        {
            yield return ("length", $"has {text.Length} characters");
        }
    }

    private bool HasFormat(string text, string format) => format.ToLowerInvariant() switch
    {
        // Where paths begin with a slash, one alone counts as an absolute file address.
        "uri" or "url" => Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme != Uri.UriSchemeFile,
        "date-time" => rules.Moment.IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "email" => text.Contains('@', StringComparison.Ordinal),
        "byte" => Convert.TryFromBase64String(text, new byte[text.Length], out _),
        _ => true,
    };
}
