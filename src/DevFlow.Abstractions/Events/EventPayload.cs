using System.Runtime.InteropServices;
using System.Text.Json;

namespace DevFlow;

/// <summary>
/// The payload of an event: JSON text that is parsed on first need, and turned into a host's objects on first look.
/// Copies of an event share it, so neither happens twice.
/// </summary>
internal sealed class EventPayload
{
    public static readonly EventPayload Null = new("null"u8.ToArray());

    // As tolerant as any parser the publisher may have used: the text may hold comments, and nest deeper than 64.
    private static readonly JsonDocumentOptions Tolerant = new()
    {
        MaxDepth = int.MaxValue,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    private readonly ReadOnlyMemory<byte> _utf8;

    // Boxed, so that a thread sees all of it or nothing. Two threads may make it at once; either result is right.
    private object? _json;
    private object? _objects;

    /// <param name="utf8">One JSON value in UTF-8, known to be valid; not copied.</param>
    public EventPayload(ReadOnlyMemory<byte> utf8) => _utf8 = utf8;

    private EventPayload(JsonElement json) => _json = json;

    /// <summary>How the host shows JSON to its scripts; set once, when the host starts.</summary>
    public static Func<JsonElement, object?> ObjectsOf { get; set; } =
        static json => json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : json;

    public JsonElement Json => (JsonElement)(_json ??= JsonElement.Parse(_utf8.Span, Tolerant));

    public object? Objects => _objects ??= ObjectsOf(Json);

    /// <summary>False for a default <see cref="JsonElement"/>.</summary>
    public bool IsDefined => _json is not JsonElement { ValueKind: JsonValueKind.Undefined };

    /// <summary>The raw JSON text; empty where it is not defined.</summary>
    public ReadOnlySpan<byte> Utf8 =>
        !_utf8.IsEmpty || !IsDefined ? _utf8.Span : JsonMarshal.GetRawUtf8Value((JsonElement)_json!);

    public static EventPayload From(object? value) => value switch
    {
        null => Null,
        // Free unless the element hangs on a document that its owner may dispose of.
        JsonElement { ValueKind: not JsonValueKind.Undefined } json => new EventPayload(json.Clone()),
        JsonElement undefined => new EventPayload(undefined),
        _ => throw new ArgumentException($"The data of an event is a JsonElement, not a {value.GetType().Name}.", nameof(value)),
    };
}
