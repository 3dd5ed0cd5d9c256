using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>Makes values that fit a schema. Of what is optional it makes what is known, choices and flags; the rest may name what does not exist.</summary>
internal sealed class SampleWriter(ApiOperation operation, IKnownValues known, Random random)
{
    private const int DeepestLevel = 6;

    /// <summary>Base64, a word, a number, a time, digests, a version: most of the vendors' patterns take one of them.</summary>
    private static readonly string[] PatternSamples =
    [
        "c2FtcGxl", "sample", "7", "2026-02-01T08:00:00Z", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "1.0", "SAMPLE-1",
    ];

    /// <summary>Makes a value.</summary>
    /// <param name="reference">The schema.</param>
    /// <param name="at">The field's place, or the parameter's name.</param>
    /// <param name="isFull">Whether optional fields are wanted too.</param>
    /// <param name="cancellationToken">Cancels the creation of known values.</param>
    public ValueTask<JsonNode?> WriteAsync(JsonElement reference, string at, bool isFull, CancellationToken cancellationToken) =>
        WriteAsync(reference, at, isFull, 0, cancellationToken);

    private async ValueTask<JsonNode?> WriteAsync(JsonElement reference, string at, bool isFull, int level, CancellationToken cancellationToken)
    {
        KnownValue value = await known.FindAsync(operation, at, cancellationToken);
        if (value.IsKnown)
        {
            return value.Value;
        }

        JsonElement schema = Shape(reference);
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return "anything";
        }

        if (schema.TryGetProperty("enum", out JsonElement choices))
        {
            return ToNode(choices.EnumerateArray().First(choice => choice.ValueKind != JsonValueKind.Null));
        }

        string type = ValueRules.Types(schema).FirstOrDefault(type => type != "null", schema.TryGetProperty("properties", out _) ? "object" : "string");
        return type switch
        {
            "object" => await WriteObjectAsync(schema, at, isFull, level, cancellationToken),
            "array" => await WriteArrayAsync(schema, at, isFull, level, cancellationToken),
            "boolean" => random.Next(2) == 0,
            "integer" or "number" => WriteNumber(schema),
            _ => WriteText(schema, at),
        };
    }

    /// <summary>The names of the required properties.</summary>
    public static IEnumerable<string> Required(JsonElement schema) =>
        schema.TryGetProperty("required", out JsonElement required) && required.ValueKind == JsonValueKind.Array
            ? required.EnumerateArray().Select(name => name.GetString()!)
            : [];

    /// <summary>The properties a schema lists.</summary>
    public static IEnumerable<JsonProperty> Properties(JsonElement schema) =>
        schema.TryGetProperty("properties", out JsonElement properties) ? properties.EnumerateObject() : [];

    /// <summary>The schema behind references and compositions: the first alternative, the parts as one.</summary>
    public JsonElement Shape(JsonElement reference)
    {
        JsonElement schema = operation.Description.Resolve(reference, out _);
        if (schema.ValueKind != JsonValueKind.Object || schema.TryGetProperty("properties", out _))
        {
            return schema;
        }

        if (schema.TryGetProperty("oneOf", out JsonElement choices) || schema.TryGetProperty("anyOf", out choices))
        {
            return Shape(choices[0]);
        }

        return schema.TryGetProperty("allOf", out JsonElement parts) ? Merge(parts) : schema;
    }

    private static JsonNode? ToNode(JsonElement element) => JsonNode.Parse(element.GetRawText());

    // An optional value is worth sending where it is sure to mean something: a flag, a choice, or what the platform knows.
    private static bool IsSafe(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && (schema.TryGetProperty("enum", out _) || ValueRules.Types(schema).Contains("boolean"));

    private static bool IsReadOnly(JsonElement schema) => schema.TryGetProperty("readOnly", out JsonElement flag) && flag.GetBoolean();

    private static int Number(JsonElement schema, string keyword, int otherwise) =>
        schema.TryGetProperty(keyword, out JsonElement limit) && limit.TryGetInt32(out int number) ? number : otherwise;

    private JsonElement Merge(JsonElement parts)
    {
        JsonObject properties = [];
        JsonArray required = [];
        foreach (JsonElement part in parts.EnumerateArray().Select(Shape))
        {
            if (!part.TryGetProperty("properties", out JsonElement some))
            {
                return part;
            }

            foreach (JsonProperty property in some.EnumerateObject())
            {
                properties[property.Name] = ToNode(property.Value);
            }

            if (part.TryGetProperty("required", out JsonElement names))
            {
                names.EnumerateArray().ToList().ForEach(name => required.Add(name.GetString()));
            }
        }

        return JsonElement.Parse(new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required }.ToJsonString());
    }

    private async ValueTask<JsonNode?> WriteObjectAsync(JsonElement schema, string at, bool isFull, int level, CancellationToken cancellationToken)
    {
        JsonObject result = [];
        if (level >= DeepestLevel)
        {
            return result;
        }

        // Alternatives beside properties say which of them go together.
        bool hasChoices = schema.TryGetProperty("anyOf", out JsonElement choices) || schema.TryGetProperty("oneOf", out choices);
        HashSet<string> required = [.. Required(schema), .. hasChoices ? Required(Shape(choices[0])) : []];
        foreach (JsonProperty property in Properties(schema))
        {
            string place = $"{at}.{property.Name}";
            bool isRequired = required.Contains(property.Name);
            JsonElement shape = Shape(property.Value);
            KnownValue value = await known.FindAsync(operation, place, cancellationToken);
            if (value.IsKnown)
            {
                if (!value.IsOmitted && (isRequired || isFull || value.IsNeeded))
                {
                    result[property.Name] = value.Value;
                }
            }
            else if ((isRequired && !IsReadOnly(shape)) || (isFull && IsSafe(shape) && !IsReadOnly(shape)))
            {
                result[property.Name] = await WriteAsync(property.Value, place, isFull, level + 1, cancellationToken);
            }
        }

        return result;
    }

    private async ValueTask<JsonNode?> WriteArrayAsync(JsonElement schema, string at, bool isFull, int level, CancellationToken cancellationToken)
    {
        JsonArray result = [];
        for (int i = 0; i < Math.Max(1, Number(schema, "minItems", 1)) && level < DeepestLevel && schema.TryGetProperty("items", out JsonElement items); i++)
        {
            result.Add(await WriteAsync(items, at + "[]", isFull, level + 1, cancellationToken));
        }

        return result;
    }

    private JsonNode WriteNumber(JsonElement schema)
    {
        int least = Number(schema, "minimum", 1);
        return random.Next(least, Math.Min(Number(schema, "maximum", least + 50), least + 50) + 1);
    }

    private string WriteText(JsonElement schema, string at)
    {
        if (schema.TryGetProperty("pattern", out JsonElement pattern))
        {
            IEnumerable<string> candidates = schema.TryGetProperty("example", out JsonElement example) ? [example.ToString(), .. PatternSamples] : PatternSamples;
            return candidates.FirstOrDefault(candidate => Regex.IsMatch(candidate, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)))
                ?? throw new InvalidOperationException($"{operation.Name} needs a known value for {at}: text that matches {pattern}.");
        }

        string text = (schema.TryGetProperty("format", out JsonElement format) ? format.GetString()!.ToLowerInvariant() : "") switch
        {
            "date-time" => "2026-02-01T08:00:00Z",
            "date" => "2026-02-01",
            "uri" or "url" => "http://127.0.0.1:9/sample",
            "email" => "sample@example.com",
            "uuid" => new Guid(random.Next(), 1, 2, [0, 1, 2, 3, 4, 5, 6, 7]).ToString(),
            "byte" => "c2FtcGxl",
            _ => string.Create(CultureInfo.InvariantCulture, $"sample {random.Next(1000, 10_000)}"),
        };
        int longest = Number(schema, "maxLength", int.MaxValue);
        return text.Length > longest ? text[..longest] : text.PadRight(Number(schema, "minLength", 0), 'x');
    }
}
