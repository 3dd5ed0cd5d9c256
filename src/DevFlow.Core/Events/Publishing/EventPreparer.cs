using DevFlow.Core.Events.Correlation;

namespace DevFlow.Core.Events;

/// <summary>Makes of a draft what is stored and handled: checked, led through the middleware, with its place in a story.</summary>
internal sealed class EventPreparer(MiddlewarePipeline pipeline, StoryFinder stories)
{
    /// <summary>How long a chain of events may get in which each is caused by handling the one before.</summary>
    public const int MaxHops = 32;

    /// <summary>Leads a draft through the middleware; the name is that of the one that stopped it, else null.</summary>
    public ValueTask<(Event Event, string? StoppedBy)> PrepareAsync(Event draft, CancellationToken cancellationToken)
    {
        EventRules.Check(draft);
        Event begun = Begin(draft, EventScope.Current);
        return pipeline.IsEmpty ? new((stories.Read(begun), null)) : PassAsync(begun, cancellationToken);
    }

    /// <summary>Completes an event that is not stored; one that is gets its story from the journal, in the transaction that stores it.</summary>
    public Event ForMemory(Event prepared) => stories.Complete(prepared);

    private async ValueTask<(Event Event, string? StoppedBy)> PassAsync(Event begun, CancellationToken cancellationToken)
    {
        (Event passed, string? stoppedBy) = await RunAsync(begun, EventMiddlewareStage.Validate, EventMiddlewareStage.Correlate, cancellationToken).ConfigureAwait(false);
        if (stoppedBy is not null)
        {
            return (passed, stoppedBy);
        }

        Event read = stories.Read(passed);
        return pipeline.Sees(read, EventMiddlewareStage.Custom)
            ? await RunAsync(stories.Place(read), EventMiddlewareStage.Custom, EventMiddlewareStage.Custom, cancellationToken).ConfigureAwait(false)
            : (read, null);
    }

    private async ValueTask<(Event Event, string? StoppedBy)> RunAsync(Event begun, EventMiddlewareStage first, EventMiddlewareStage last, CancellationToken cancellationToken)
    {
        (Event passed, string? stoppedBy) = await pipeline.RunAsync(begun, first, last, cancellationToken).ConfigureAwait(false);
        if (!ReferenceEquals(passed, begun))
        {
            EventRules.Check(passed);
        }

        return (passed, stoppedBy);
    }

    // Explicit values win over those of the event being handled. No copy where there is nothing to add: it is the largest
    // cost of a volatile event.
    private static Event Begin(Event draft, Event? cause)
    {
        (string? parent, string? state) = EventTracing.Current(cause);
        bool isComplete = cause is null && parent is null && draft.Time.Offset == TimeSpan.Zero
            && draft is { Sequence: 0, Hops: 0, CorrelationId: not null, CausationId: null or { Length: > 0 }, CorrelationKeys.Count: 0 };
        return isComplete ? draft : draft with
        {
            Time = draft.Time.ToUniversalTime(),
            CorrelationId = NonEmpty(draft.CorrelationId) ?? cause?.CorrelationId ?? "",
            CorrelationKeys = [],
            CausationId = NonEmpty(draft.CausationId) ?? cause?.Id,
            TraceParent = draft.TraceParent ?? parent,
            TraceState = draft.TraceParent is null ? state : draft.TraceState,
            Hops = cause is null ? 0 : NextHop(draft, cause),
            Sequence = 0,
        };
    }

    private static int NextHop(Event draft, Event cause) => cause.Hops < MaxHops ? cause.Hops + 1 : throw new DevFlowException(
        ErrorReason.EventLoop,
        $"The event {draft.Topic} was not published: it would be number {MaxHops + 1} in a chain of events that cause each other, the last one {cause.Topic}.",
        "Look at the chain with Get-DevFlowEvent -CorrelationId, and let the handler leave out events that it causes itself.")
    { Target = draft.Topic };

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
