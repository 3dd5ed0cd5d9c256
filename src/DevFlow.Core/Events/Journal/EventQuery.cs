namespace DevFlow.Core.Events;

/// <summary>Which events: every property that is set must hold.</summary>
internal sealed record EventQuery
{
    public TopicPattern? Topic { get; init; }

    /// <summary>Any name of the story, past or present.</summary>
    public string? CorrelationId { get; init; }

    public string? Id { get; init; }

    /// <summary>The earliest <see cref="Event.Time"/>, inclusive.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The latest <see cref="Event.Time"/>, exclusive.</summary>
    public DateTimeOffset? Until { get; init; }

    public EventPriority? Priority { get; init; }

    /// <summary>Only events with a greater sequence.</summary>
    public long? AfterSequence { get; init; }

    /// <summary>At most so many events; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Reads in falling sequence, so that with a limit the newest events come.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>Whether an event is one of these, but for the story: by which names that goes only the journal knows.</summary>
    public bool Matches(Event candidate) =>
        (AfterSequence is not { } after || candidate.Sequence > after)
        && (Id is null || string.Equals(candidate.Id, Id, StringComparison.Ordinal))
        && (Since is not { } since || candidate.Time >= since)
        && (Until is not { } until || candidate.Time < until)
        && (Priority is not { } priority || candidate.Priority == priority)
        && (Topic is null || Topic.Matches(candidate.Topic));
}
