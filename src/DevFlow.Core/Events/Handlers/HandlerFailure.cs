namespace DevFlow.Core.Events;

/// <summary>The event that tells of a failed handler.</summary>
internal static class HandlerFailure
{
    public const string Topic = "devflow.handler.failed";

    public static Event ToEvent(string handler, Event failed, string error, DateTimeOffset time) => EngineEvent.Of(Topic, time, json =>
    {
        json.WriteString("handler", handler);
        json.WriteString("eventId", failed.Id);
        json.WriteString("topic", failed.Topic);
        json.WriteString("error", error);
    }) with
    {
        CorrelationId = failed.CorrelationId,
        CausationId = failed.Id,
    };

    /// <summary>True for an event whose own failed handling is not told again: that would never end.</summary>
    public static bool IsOne(Event e) => e.Topic.Equals(Topic, StringComparison.OrdinalIgnoreCase);
}
