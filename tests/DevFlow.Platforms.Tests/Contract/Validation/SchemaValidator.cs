using System.Text.Json;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>
/// Compares a value with a schema of OpenAPI 3.0 or Swagger 2.0. Of oneOf one or more must fit: the vendors' alternatives overlap.
/// </summary>
/// <param name="description">Where references lead.</param>
/// <param name="rules">What the platform is held to beyond the schema.</param>
/// <param name="excuse">Finds the known fault of the description that excuses a violation.</param>
/// <param name="isRequest">Whether the value is sent; read-only properties are never missing then, write-only ones otherwise.</param>
internal sealed class SchemaValidator(ApiDescription description, ValidationRules rules, Func<Violation, KnownFault?> excuse, bool isRequest = false)
{
    /// <summary>Among the described properties, it says that any others are allowed.</summary>
    private const string Others = "*";

    private readonly ValueRules _values = new(rules);

    /// <summary>Every difference, those that are excused among them.</summary>
    public List<Violation> Validate(JsonElement value, JsonElement schema)
    {
        List<Violation> found = [];
        Check(value, schema, Place.Root, found, null);
        return found;
    }

    /// <summary>Adds a violation; where a known fault says what holds instead, the value is held to that.</summary>
    /// <returns>The fault that excuses it.</returns>
    public KnownFault? Report(List<Violation> found, Violation violation, JsonElement value)
    {
        KnownFault? fault = excuse(violation);
        found.Add(violation with { Fault = fault });
        if (fault is { Instead: { ValueKind: JsonValueKind.Object } instead } && value.ValueKind != JsonValueKind.Undefined)
        {
            Check(value, instead, violation.At, found, null);
        }

        return fault;
    }

    // A part of a composition notes the properties it describes in the list of the whole, which alone can say what is undescribed.
    private void Check(JsonElement value, JsonElement reference, Place at, List<Violation> found, HashSet<string>? whole)
    {
        JsonElement schema = description.Resolve(reference, out string? name);
        at = at.Enter(name);
        if (schema.ValueKind != JsonValueKind.Object)
        {
            whole?.Add(Others);
            return;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!IsNullable(schema))
            {
                Report(found, new("null", at, "is null"), default);
            }

            return;
        }

        HashSet<string> described = whole ?? new(StringComparer.Ordinal);
        CheckParts(value, schema, at, found, whole, described);
        bool hasType = true;
        foreach ((string rule, string message) in _values.Check(value, schema))
        {
            hasType = hasType && rule != "type";
            Report(found, new(rule, at, message), value);
        }

        if (hasType && value.ValueKind == JsonValueKind.Array)
        {
            CheckItems(value, schema, at, found);
        }
        else if (hasType && value.ValueKind == JsonValueKind.Object)
        {
            CheckProperties(value, schema, at, found, described);
            if (whole is null && rules.RefuseUndescribed && described.Count > 0 && !described.Contains(Others))
            {
                RefuseProperties(value, described, at, found);
            }
        }
    }

    private void CheckParts(JsonElement value, JsonElement schema, Place at, List<Violation> found, HashSet<string>? whole, HashSet<string> described)
    {
        if (schema.TryGetProperty("allOf", out JsonElement parts))
        {
            foreach (JsonElement part in parts.EnumerateArray())
            {
                Check(value, part, at, found, described);
            }
        }

        JsonElement[] choices = Discriminate(value, schema, Choices(schema));
        if (choices.Length == 0)
        {
            return;
        }

        // Alternatives that are the whole schema are each closed; beside other keywords they are parts.
        bool isPart = whole is not null || schema.TryGetProperty("properties", out _) || schema.TryGetProperty("allOf", out _);
        List<(List<Violation> Found, HashSet<string> Described)> outcomes = [.. choices.Select(choice =>
        {
            List<Violation> inner = [];
            HashSet<string> properties = new(StringComparer.Ordinal);
            Check(value, choice, at, inner, isPart ? properties : null);
            return (inner, properties);
        })];
        (List<Violation> Found, HashSet<string> Described)[] fitting = [.. outcomes.Where(outcome => outcome.Found.TrueForAll(violation => violation.Fault is not null))];
        if (fitting.Length == 0)
        {
            // The one with the fewest differences is most likely the one that was meant.
            List<Violation> nearest = outcomes.MinBy(outcome => outcome.Found.Count(violation => violation.Fault is null)).Found;
            if (choices.Length == 1 || Report(found, new("alternative", at, $"fits none of {choices.Length} alternatives"), value) is null)
            {
                found.AddRange(nearest);
            }

            described.Add(Others);
            return;
        }

        found.AddRange(fitting[0].Found);
        described.UnionWith(isPart ? fitting.SelectMany(outcome => outcome.Described) : [Others]);
    }

    private void CheckItems(JsonElement value, JsonElement schema, Place at, List<Violation> found)
    {
        if (!schema.TryGetProperty("items", out JsonElement items) || items.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            Check(item, items, at.Item(index++), found, null);
        }
    }

    private void CheckProperties(JsonElement value, JsonElement schema, Place at, List<Violation> found, HashSet<string> described)
    {
        bool hasProperties = schema.TryGetProperty("properties", out JsonElement properties);
        // In a Swagger 2 parameter the keyword is a Boolean about the parameter itself.
        if (schema.TryGetProperty("required", out JsonElement required) && required.ValueKind == JsonValueKind.Array)
        {
            foreach (string field in required.EnumerateArray().Select(field => field.GetString()!).Where(field => !value.TryGetProperty(field, out _)))
            {
                if (!hasProperties || !properties.TryGetProperty(field, out JsonElement inner) || !IsOtherWay(inner))
                {
                    Report(found, new("missing", at.Property(field), "is missing"), default);
                }
            }
        }

        schema.TryGetProperty("additionalProperties", out JsonElement additional);
        if (hasProperties)
        {
            described.UnionWith(properties.EnumerateObject().Select(property => property.Name));
        }

        if (additional.ValueKind is JsonValueKind.True or JsonValueKind.Object)
        {
            described.Add(Others);
        }

        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (hasProperties && properties.TryGetProperty(property.Name, out JsonElement inner))
            {
                Check(property.Value, inner, at.Property(property.Name), found, null);
            }
            else if (additional.ValueKind == JsonValueKind.Object)
            {
                Check(property.Value, additional, at.Property(property.Name), found, null);
            }
            else if (additional.ValueKind == JsonValueKind.False && described.Add(property.Name))
            {
                Report(found, new("undescribed", at.Property(property.Name), "is not described"), property.Value);
            }
        }
    }

    private void RefuseProperties(JsonElement value, HashSet<string> described, Place at, List<Violation> found)
    {
        foreach (JsonProperty property in value.EnumerateObject().Where(property => !described.Contains(property.Name)))
        {
            Report(found, new("undescribed", at.Property(property.Name), "is not described"), property.Value);
        }
    }

    private static JsonElement[] Discriminate(JsonElement value, JsonElement schema, JsonElement[] choices)
    {
        if (value.ValueKind != JsonValueKind.Object
            || !schema.TryGetProperty("discriminator", out JsonElement discriminator)
            || !discriminator.TryGetProperty("mapping", out JsonElement mapping)
            || !value.TryGetProperty(discriminator.GetProperty("propertyName").GetString()!, out JsonElement kind)
            || kind.ValueKind != JsonValueKind.String
            || !mapping.TryGetProperty(kind.GetString()!, out JsonElement target))
        {
            return choices;
        }

        int chosen = Array.FindIndex(choices, choice => choice.TryGetProperty("$ref", out JsonElement reference) && reference.GetString() == target.GetString());
        return chosen < 0 ? choices : [choices[chosen]];
    }

    private bool IsNullable(JsonElement schema)
    {
        if (schema.TryGetProperty("nullable", out JsonElement nullable))
        {
            return nullable.GetBoolean();
        }

        if (schema.TryGetProperty("allOf", out JsonElement parts))
        {
            return parts.EnumerateArray().All(part => IsNullable(description.Resolve(part, out _)));
        }

        // A schema without any rule allows everything.
        return Choices(schema) is { Length: > 0 } choices
            ? choices.Any(choice => IsNullable(description.Resolve(choice, out _)))
            : !schema.TryGetProperty("type", out _) || ValueRules.Types(schema).Contains("null");
    }

    // Slack's description writes alternatives as a list of items of a schema without a type.
    private static JsonElement[] Choices(JsonElement schema)
    {
        bool hasChoices = schema.TryGetProperty("oneOf", out JsonElement choices)
            || schema.TryGetProperty("anyOf", out choices)
            || (schema.TryGetProperty("items", out choices) && choices.ValueKind == JsonValueKind.Array);
        return hasChoices ? [.. choices.EnumerateArray()] : [];
    }

    private bool IsOtherWay(JsonElement schema) => schema.TryGetProperty(isRequest ? "readOnly" : "writeOnly", out JsonElement flag) && flag.GetBoolean();
}
