using System.Globalization;
using System.Text.Json;

namespace DevFlow.Core.Events;

/// <summary>A way into an event: an attribute, or a property in its payload such as <c>Data.labels[0].name</c>.</summary>
internal sealed class EventPath
{
    private readonly Func<Event, object?> _attribute;
    private readonly string[] _steps;

    private EventPath(Func<Event, object?> attribute, string[] steps)
    {
        _attribute = attribute;
        _steps = steps;
    }

    public static EventPath Parse(string path, string expression)
    {
        string[] steps = path.TrimStart('$', '_').TrimStart('.').Replace("[", ".[", StringComparison.Ordinal).Split('.');
        Func<Event, object?> attribute = steps[0].ToLowerInvariant() switch
        {
            "data" => static e => Plain(e.GetData()),
            "topic" => static e => e.Topic,
            "type" => static e => e.Type,
            "source" => static e => e.Source,
            "subject" => static e => e.Subject,
            "id" => static e => e.Id,
            "connection" => static e => e.Connection,
            "correlationid" => static e => e.CorrelationId,
            "causationid" => static e => e.CausationId,
            "partitionkey" => static e => e.PartitionKey,
            "priority" => static e => e.Priority.ToString(),
            "sequence" => static e => (decimal)e.Sequence,
            "time" => static e => e.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            _ => throw ExpressionTokens.Invalid(expression, $"an event has no '{steps[0]}'"),
        };
        return new EventPath(attribute, steps[1..]);
    }

    /// <summary>Text, number (decimal), true or false, null, or the element of a list or object; null where there is nothing.</summary>
    public object? ValueOf(Event e)
    {
        object? value = _attribute(e);
        foreach (string step in _steps)
        {
            value = value is JsonElement element ? Step(element, step) : null;
        }

        return value;
    }

    public static object? Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetDecimal(out decimal number) ? number : element.GetRawText(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Object or JsonValueKind.Array => element,
        _ => null,
    };

    private static object? Step(JsonElement element, string step)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return step is ['[', .., ']'] && int.TryParse(step.AsSpan()[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < element.GetArrayLength()
                ? Plain(element[index])
                : null;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (element.TryGetProperty(step, out JsonElement exact))
        {
            return Plain(exact);
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Name.Equals(step, StringComparison.OrdinalIgnoreCase))
            {
                return Plain(property.Value);
            }
        }

        return null;
    }
}
