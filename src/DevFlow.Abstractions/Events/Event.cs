using System.Text.Json;

namespace DevFlow;

/// <summary>
/// Something that happened: a CloudEvents 1.0 envelope with DevFlow's routing and correlation attributes.
/// Immutable; shared by every handler that sees it.
/// </summary>
public sealed record Event
{
    /// <summary>What <see cref="DataContentType"/> is unless something else is said; the payload is always JSON.</summary>
    public const string JsonContentType = "application/json";

    /// <summary>Unique together with <see cref="Source"/>; the same for a repeated delivery of the same thing.</summary>
    public required string Id { get; init; }

    /// <summary>Where it happened, as a URI reference: for a webhook what the CNCF adapter says, else <c>devflow:session</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The CloudEvents type, such as <c>com.github.issues.opened</c>; for own events the topic.</summary>
    public required string Type { get; init; }

    /// <summary>The name handlers subscribe to: <c>platform.event.action</c>, lower case, segments parted by dots.</summary>
    public required string Topic { get; init; }

    /// <summary>What it is about, within the source, such as an issue number; null where there is nothing to name.</summary>
    public string? Subject { get; init; }

    /// <summary>When it happened (UTC).</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The media type of the payload: <c>application/json</c>, or one that ends in <c>+json</c>.</summary>
    public string DataContentType { get; init; } = JsonContentType;

    /// <summary>
    /// The payload as a script walks it: <c>$_.Data.issue.title</c>. Made from the JSON once, on first look, for all
    /// handlers; outside PowerShell it is the <see cref="JsonElement"/>. C# reads <see cref="GetData"/>.
    /// </summary>
    /// <value>Set it to a <see cref="JsonElement"/>; null is JSON's null.</value>
    /// <exception cref="ArgumentException">It is set to something else.</exception>
    public object? Data
    {
        get => Payload.Objects;
        init => Payload = EventPayload.From(value);
    }

    /// <summary>Shared by all events that belong to one story; empty until the bus has published the event.</summary>
    public string CorrelationId { get; init; } = "";

    /// <summary>The <see cref="Id"/> of the event whose handling caused this one; null at the start of a story.</summary>
    public string? CausationId { get; init; }

    /// <summary>Events with the same key and priority keep their order, such as <c>octocat/hello#7</c>.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>How urgent it is: what is more urgent overtakes what waits.</summary>
    public EventPriority Priority { get; init; } = EventPriority.Normal;

    /// <summary>W3C trace context: the span that published the event. https://www.w3.org/TR/trace-context/</summary>
    public string? TraceParent { get; init; }

    /// <summary>W3C trace context: what the systems on the way have added.</summary>
    public string? TraceState { get; init; }

    /// <summary>The name of the connection or listener it came in by; null for events of this session.</summary>
    public string? Connection { get; init; }

    /// <summary>The position in the journal; 0 until the event is on disk, and for a volatile event.</summary>
    public long Sequence { get; init; }

    /// <summary>How many events lie before it in the chain of causes; the bus ends chains that do not end by themselves.</summary>
    internal int Hops { get; init; }

    /// <summary>What the event has to do with; between the bus and the journal, which makes one story of what shares a key.</summary>
    internal IReadOnlyList<string> CorrelationKeys { get; init; } = [];

    internal EventPayload Payload { get; init; } = EventPayload.Null;

    /// <summary>Reads an event from CloudEvents JSON (structured mode).</summary>
    /// <param name="json">The JSON text. Attributes DevFlow does not know are left out; without a topic the type is taken.</param>
    /// <returns>The event.</returns>
    /// <exception cref="DevFlowException">It is no CloudEvents 1.0 event with JSON data; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static Event FromJson(string json) => CloudEventJson.Read(json);

    /// <summary>Writes the event as CloudEvents JSON (structured mode).</summary>
    /// <returns>The JSON text on one line.</returns>
    public string ToJson() => CloudEventJson.Write(this);

    /// <summary>The payload as JSON, for C#; parsed at most once, and valid as long as it is held.</summary>
    /// <returns>The root element; of kind Null where there is no payload.</returns>
    public JsonElement GetData() => Payload.Json;

    /// <inheritdoc/>
    public override string ToString() => $"{Topic} {Id}";
}
