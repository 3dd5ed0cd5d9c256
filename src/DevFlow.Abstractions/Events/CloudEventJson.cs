using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DevFlow;

/// <summary>
/// CloudEvents 1.0 in JSON, structured mode: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
/// The extension attributes are those of the specification where it has one (sequence, partitionkey, traceparent).
/// </summary>
internal static class CloudEventJson
{
    private const string SpecVersion = "1.0";

    // A payload may nest as deep as it likes, and the event goes round it.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = int.MaxValue };
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Event e)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("specversion", SpecVersion);
            json.WriteString("id", e.Id);
            json.WriteString("source", e.Source);
            json.WriteString("type", e.Type);
            WriteIfAny(json, "subject", e.Subject);
            json.WriteString("time", e.Time.UtcDateTime);
            json.WriteString("datacontenttype", e.DataContentType);
            json.WriteString("topic", e.Topic);
            WriteIfAny(json, "correlationid", e.CorrelationId);
            WriteIfAny(json, "causationid", e.CausationId);
            WriteIfAny(json, "partitionkey", e.PartitionKey);
            WriteIfAny(json, "sequence", e.Sequence == 0 ? null : e.Sequence.ToString(CultureInfo.InvariantCulture));
            json.WriteString("priority", NameOf(e.Priority));
            WriteIfAny(json, "traceparent", e.TraceParent);
            WriteIfAny(json, "tracestate", e.TraceState);
            WriteIfAny(json, "connection", e.Connection);
            json.WritePropertyName("data");
            json.WriteRawValue(CompactJson.Of(e.Payload.Utf8), skipInputValidation: true);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static Event Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        JsonElement root = Parse(text);
        if (root.ValueKind is not JsonValueKind.Object)
        {
            throw Invalid("The text is no CloudEvents event: its JSON is not an object.");
        }

        if (Text(root, "specversion") is not SpecVersion)
        {
            throw Invalid($"The text is no event of CloudEvents {SpecVersion}: its specversion is '{Text(root, "specversion")}'.");
        }

        string contentType = Text(root, "datacontenttype") ?? Event.JsonContentType;
        if (root.TryGetProperty("data_base64", out _) || !IsJson(contentType))
        {
            throw Invalid($"The data of the event is not JSON but '{contentType}'.");
        }

        string type = Required(root, "type");
        return new Event
        {
            Id = Required(root, "id"),
            Source = Required(root, "source"),
            Type = type,
            Topic = Text(root, "topic") ?? type,
            Subject = Text(root, "subject"),
            Time = Time(root),
            DataContentType = contentType,
            CorrelationId = Text(root, "correlationid") ?? "",
            CausationId = Text(root, "causationid"),
            PartitionKey = Text(root, "partitionkey"),
            Sequence = long.TryParse(Text(root, "sequence"), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence) ? sequence : 0,
            Priority = Priority(root),
            TraceParent = Text(root, "traceparent"),
            TraceState = Text(root, "tracestate"),
            Connection = Text(root, "connection"),
            Data = root.TryGetProperty("data", out JsonElement data) ? data : null,
        };
    }

    /// <summary>RFC 6838: a suffix says what a type is written in, such as <c>application/scim+json</c>.</summary>
    public static bool IsJson(string contentType)
    {
        ReadOnlySpan<char> type = contentType.AsSpan();
        int parameters = type.IndexOf(';');
        type = (parameters < 0 ? type : type[..parameters]).Trim();
        return type.Equals(Event.JsonContentType, StringComparison.OrdinalIgnoreCase)
            || type.Equals("text/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    private static string NameOf(EventPriority priority) => priority switch
    {
        EventPriority.Critical => "critical",
        EventPriority.High => "high",
        EventPriority.Low => "low",
        _ => "normal",
    };

    private static JsonElement Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text, Deep);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw Invalid($"The text is no CloudEvents event: {exception.Message}", exception);
        }
    }

    private static string Required(JsonElement root, string name) =>
        Text(root, name) is { Length: > 0 } text ? text : throw Invalid($"The event has no '{name}'.");

    // An attribute is a string, a number or a boolean; null is as good as absent.
    private static string? Text(JsonElement root, string name) => !root.TryGetProperty(name, out JsonElement value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null => null,
        JsonValueKind.Object or JsonValueKind.Array => throw Invalid($"The event's '{name}' is not a plain value."),
        _ => value.GetRawText(),
    };

    private static DateTimeOffset Time(JsonElement root) =>
        DateTimeOffset.TryParse(Required(root, "time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.ToUniversalTime()
            : throw Invalid($"The event's 'time' is not a time: '{Text(root, "time")}'.");

    private static EventPriority Priority(JsonElement root) => Text(root, "priority") switch
    {
        null => EventPriority.Normal,
        string name when Enum.TryParse(name, ignoreCase: true, out EventPriority priority) && Enum.IsDefined(priority) => priority,
        string name => throw Invalid($"The event's 'priority' is '{name}'."),
    };

    private static void WriteIfAny(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    private static DevFlowException Invalid(string message, Exception? cause = null) => new(
        ErrorReason.InvalidArgument,
        message,
        "Give CloudEvents 1.0 JSON with specversion, id, source, type and time, and JSON data; the priority is critical, high, normal or low.",
        cause);
}
