using System.Globalization;
using System.Management.Automation;
using System.Text.Json;

namespace DevFlow.PowerShell.Binding;

/// <summary>How a compiled filter reads values and compares them: as PowerShell does, without regard to case.</summary>
internal static class FilterValues
{
    /// <summary>A property; of a list, that of every element that has it.</summary>
    public static object? Member(object? owner, string name) => owner switch
    {
        Event e => Attribute(e, name),
        JsonElement { ValueKind: JsonValueKind.Object } json => TryGet(json, name, out JsonElement value) ? Read(value) : null,
        object?[] list when IsSize(name) => (long)list.Length,
        object?[] list => MemberOfEach(list, name),
        string text when IsSize(name) => (long)text.Length,
        _ => null,
    };

    /// <summary>An element by index, from the end where it is negative; a property by name.</summary>
    public static object? Item(object? target, object? key) => (target, key) switch
    {
        (_, string name) => Member(target, name),
        (object?[] list, int index) => Math.Abs((long)index) <= list.Length && index < list.Length ? list[index < 0 ? list.Length + index : index] : null,
        _ => null,
    };

    /// <summary>Whether it holds; of a list, the elements for which it holds, as in PowerShell.</summary>
    public static object Compare(object? left, object? right, Func<object?, object?, bool> holds) =>
        left is object?[] list ? Array.FindAll(list, item => holds(item, right)) : holds(left, right);

    public static bool Contains(object? list, object? value, bool ignoreCase) =>
        list is object?[] items ? Array.Exists(items, item => AreEqual(item, value, ignoreCase)) : AreEqual(list, value, ignoreCase);

    public static bool AreEqual(object? left, object? right, bool ignoreCase) =>
        LanguagePrimitives.Equals(left, right, ignoreCase, CultureInfo.InvariantCulture);

    public static int Order(object? left, object? right) =>
        LanguagePrimitives.Compare(left, right, ignoreCase: true, CultureInfo.InvariantCulture);

    public static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static object? Attribute(Event e, string name) => name.ToUpperInvariant() switch
    {
        "DATA" => Read(e.GetData()),
        "TOPIC" => e.Topic,
        "ID" => e.Id,
        "SOURCE" => e.Source,
        "TYPE" => e.Type,
        "SUBJECT" => e.Subject,
        "TIME" => e.Time,
        "PRIORITY" => e.Priority,
        "CORRELATIONID" => e.CorrelationId,
        "CAUSATIONID" => e.CausationId,
        "PARTITIONKEY" => e.PartitionKey,
        "CONNECTION" => e.Connection,
        "SEQUENCE" => e.Sequence,
        "DATACONTENTTYPE" => e.DataContentType,
        "TRACEPARENT" => e.TraceParent,
        "TRACESTATE" => e.TraceState,
        _ => null,
    };

    // Objects stay JSON: only what is looked at is read.
    private static object? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value,
        JsonValueKind.Array => value.EnumerateArray().Select(Read).ToArray(),
        _ => JsonObjects.ToObject(value),
    };

    private static bool TryGet(JsonElement json, string name, out JsonElement value)
    {
        if (json.TryGetProperty(name, out value))
        {
            return true;
        }

        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                value = property.Value;
                return true;
            }
        }

        return false;
    }

    private static object? MemberOfEach(object?[] list, string name)
    {
        object?[] found = [.. list.Select(item => Member(item, name)).Where(static value => value is not null)];
        return found.Length switch
        {
            0 => null,
            1 => found[0],
            _ => found,
        };
    }

    private static bool IsSize(string name) =>
        name.Equals("Count", StringComparison.OrdinalIgnoreCase) || name.Equals("Length", StringComparison.OrdinalIgnoreCase);
}
