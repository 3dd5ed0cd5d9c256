using System.Diagnostics;

namespace DevFlow.Core.Events;

/// <summary>W3C trace context: a span for each handling, and the parent that an event carries from publisher to handler.</summary>
internal static class EventTracing
{
    private static readonly ActivitySource Source = new("DevFlow.Events");

    public static bool IsOn => Source.HasListeners();

    /// <summary>What a published event shall carry where its publisher says nothing.</summary>
    public static (string? Parent, string? State) Current(Event? cause) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } span ? (span.Id, span.TraceStateString) : (cause?.TraceParent, cause?.TraceState);

    public static Activity? StartHandling(EventDelivery delivery)
    {
        // What is no trace context leaves the default: a trace of its own.
        _ = ActivityContext.TryParse(delivery.Event.TraceParent, delivery.Event.TraceState, out ActivityContext parent);
        Activity? span = Source.StartActivity("handle " + delivery.Event.Topic, ActivityKind.Consumer, parent);
        span?.SetTag("devflow.handler", delivery.Handler)
            .SetTag("cloudevents.event_id", delivery.Event.Id)
            .SetTag("cloudevents.event_source", delivery.Event.Source);
        return span;
    }
}
