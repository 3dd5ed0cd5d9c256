namespace DevFlow.Core.Events;

/// <summary>Makes of a draft what is stored and handled: checked, led through the middleware, with its place in a story.</summary>
internal sealed class EventPreparer(MiddlewarePipeline pipeline, TimeProvider time)
{
    /// <summary>How long a chain of events may get in which each is caused by handling the one before.</summary>
    public const int MaxHops = 32;

    public ValueTask<(Event Event, string? StoppedBy)> PrepareAsync(Event draft, CancellationToken cancellationToken)
    {
        EventRules.Check(draft);
        bool isLast = pipeline.IsEmpty;
        Event begun = Begin(draft, EventScope.Current, isLast);
        return isLast ? new((begun, null)) : PassAsync(begun, cancellationToken);
    }

    private async ValueTask<(Event Event, string? StoppedBy)> PassAsync(Event begun, CancellationToken cancellationToken)
    {
        (Event passed, string? stoppedBy) = await pipeline.RunAsync(begun, cancellationToken).ConfigureAwait(false);
        if (!ReferenceEquals(passed, begun))
        {
            EventRules.Check(passed);
        }

        return (passed.CorrelationId.Length > 0 ? passed : passed with { CorrelationId = NewStory(passed) }, stoppedBy);
    }

    // Explicit values win over those of the event being handled. One copy at most: it is the largest cost of a volatile event.
    private Event Begin(Event draft, Event? cause, bool isLast)
    {
        (string? parent, string? state) = EventTracing.Current(cause);
        string correlation = NonEmpty(draft.CorrelationId) ?? cause?.CorrelationId ?? (isLast ? NewStory(draft) : "");
        bool isComplete = cause is null && parent is null && draft is { Sequence: 0, Hops: 0, CausationId: null or { Length: > 0 } }
            && draft.Time.Offset == TimeSpan.Zero && ReferenceEquals(correlation, draft.CorrelationId);
        return isComplete ? draft : draft with
        {
            Time = draft.Time.ToUniversalTime(),
            CorrelationId = correlation,
            CausationId = NonEmpty(draft.CausationId) ?? cause?.Id,
            TraceParent = draft.TraceParent ?? parent,
            TraceState = draft.TraceParent is null ? state : draft.TraceState,
            Hops = cause is null ? 0 : NextHop(draft, cause),
            Sequence = 0,
        };
    }

    // What nobody put into a story begins one, which is named after it where its id is unique in the world.
    private string NewStory(Event first) => Guid.TryParse(first.Id, out _) ? first.Id : Guid.CreateVersion7(time.GetUtcNow()).ToString();

    private static int NextHop(Event draft, Event cause) => cause.Hops < MaxHops ? cause.Hops + 1 : throw new DevFlowException(
        ErrorReason.EventLoop,
        $"The event {draft.Topic} was not published: it would be number {MaxHops + 1} in a chain of events that cause each other, the last one {cause.Topic}.",
        "Look at the chain with Get-DevFlowEvent -CorrelationId, and let the handler leave out events that it causes itself.")
    { Target = draft.Topic };

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
