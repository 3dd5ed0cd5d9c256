using System.Globalization;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox;

/// <summary>
/// Compares a value with an OpenAPI 3.0 schema: nullable, discriminator, formats. Stricter than JSON Schema in one point:
/// a property the schema does not list is an error, so that nothing invented gets into an answer.
/// </summary>
internal sealed class SchemaValidator(GitHubDescription description)
{
    public List<string> Validate(JsonElement value, JsonElement schema)
    {
        List<string> errors = [];
        Check(value, schema, "$", isPart: false, errors);
        return errors;
    }

    private void Check(JsonElement value, JsonElement reference, string at, bool isPart, List<string> errors)
    {
        JsonElement schema = description.Resolve(reference, out string? name);
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!IsNullable(schema))
            {
                errors.Add($"{at} is null");
            }

            return;
        }

        CheckAlternatives(value, schema, at, errors);
        if (schema.TryGetProperty("allOf", out JsonElement parts))
        {
            foreach (JsonElement part in parts.EnumerateArray())
            {
                Check(value, part, at, isPart: true, errors);
            }
        }

        if (schema.TryGetProperty("type", out JsonElement type) && !HasType(value, type.GetString()!))
        {
            errors.Add($"{at} is {value.ValueKind}, not {type}");
            return;
        }

        if (schema.TryGetProperty("enum", out JsonElement choices) && !choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)))
        {
            errors.Add($"{at} is {value}, which is not among the choices");
        }

        if (schema.TryGetProperty("format", out JsonElement format) && value.ValueKind == JsonValueKind.String && !HasFormat(value.GetString()!, format.GetString()!))
        {
            errors.Add($"{at} is {value}, which is no {format}");
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out JsonElement items))
        {
            int index = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                Check(item, items, $"{at}[{index++}]", isPart: false, errors);
            }
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            CheckObject(value, schema, name, at, isPart, errors);
        }
    }

    private void CheckObject(JsonElement value, JsonElement schema, string? name, string at, bool isPart, List<string> errors)
    {
        if (schema.TryGetProperty("required", out JsonElement required))
        {
            errors.AddRange(required.EnumerateArray().Where(field => !value.TryGetProperty(field.GetString()!, out _)).Select(field => $"{at}.{field} is missing"));
        }

        if (!schema.TryGetProperty("properties", out JsonElement properties))
        {
            return;
        }

        bool isClosed = !isPart && !schema.TryGetProperty("allOf", out _);
        string[] tolerated = KnownFaults.UndeclaredProperties.GetValueOrDefault(name ?? "", []);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (properties.TryGetProperty(property.Name, out JsonElement inner))
            {
                Check(property.Value, inner, $"{at}.{property.Name}", isPart: false, errors);
            }
            else if (isClosed && !tolerated.Contains(property.Name))
            {
                errors.Add($"{at}.{property.Name} is not described");
            }
        }
    }

    private void CheckAlternatives(JsonElement value, JsonElement schema, string at, List<string> errors)
    {
        if (!schema.TryGetProperty("oneOf", out JsonElement choices) && !schema.TryGetProperty("anyOf", out choices))
        {
            return;
        }

        if (schema.TryGetProperty("discriminator", out JsonElement discriminator))
        {
            string property = discriminator.GetProperty("propertyName").GetString()!;
            string kind = value.GetProperty(property).GetString()!;
            string pointer = discriminator.GetProperty("mapping").GetProperty(kind).GetString()!;
            Check(value, description.Schema(pointer[(pointer.LastIndexOf('/') + 1)..]), at, isPart: false, errors);
            return;
        }

        List<List<string>> outcomes = [.. choices.EnumerateArray().Select(choice =>
        {
            List<string> inner = [];
            Check(value, choice, at, isPart: false, inner);
            return inner;
        })];
        if (!outcomes.Exists(outcome => outcome.Count == 0))
        {
            errors.Add($"{at} fits no alternative: {string.Join("; ", outcomes[0])}");
        }
    }

    private bool IsNullable(JsonElement schema)
    {
        if (schema.TryGetProperty("nullable", out JsonElement nullable))
        {
            return nullable.GetBoolean();
        }

        // A schema without any rule allows everything.
        if (!schema.TryGetProperty("oneOf", out JsonElement choices) && !schema.TryGetProperty("anyOf", out choices))
        {
            return !schema.TryGetProperty("type", out _) && !schema.TryGetProperty("allOf", out _);
        }

        return choices.EnumerateArray().Any(choice => IsNullable(description.Resolve(choice, out _)));
    }

    private static bool HasType(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => throw new InvalidOperationException("Unknown type " + type),
    };

    private static bool HasFormat(string text, string format) => format switch
    {
        // Where paths begin with a slash, one alone counts as an absolute file address.
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme != Uri.UriSchemeFile,
        "date-time" => DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
        "email" => text.Contains('@', StringComparison.Ordinal),
        _ => true,
    };
}
