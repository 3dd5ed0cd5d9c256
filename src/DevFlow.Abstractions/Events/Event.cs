using System.Text.Json;

namespace DevFlow;

/// <summary>
/// Something that happened: a CloudEvents 1.0 envelope with DevFlow's routing and correlation attributes.
/// Immutable; shared by every handler that sees it.
/// </summary>
public sealed record Event
{
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

    /// <summary>The payload, parsed once. In PowerShell it reads as objects: <c>$_.Data.issue.title</c>.</summary>
    public required JsonElement Data { get; init; }

    /// <summary>Shared by all events that belong to one story; empty until the bus has published the event.</summary>
    public string CorrelationId { get; init; } = "";

    /// <summary>The <see cref="Id"/> of the event whose handling caused this one; null at the start of a story.</summary>
    public string? CausationId { get; init; }

    /// <summary>Events with the same key keep their order, such as <c>octocat/hello#7</c>.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>The name of the connection or listener it came in by; null for events of this session.</summary>
    public string? Connection { get; init; }

    /// <summary>The position in the journal; 0 until the event is on disk.</summary>
    public long Sequence { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Topic} {Id}";
}
