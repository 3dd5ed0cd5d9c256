namespace DevFlow;

/// <summary>When a middleware sees an event. The stages run in this order; within one, in the order of registration.</summary>
public enum EventMiddlewareStage
{
    /// <summary>Looks whether the event may be published. One that throws refuses the event.</summary>
    Validate = 0,

    /// <summary>Adds what the event lacks. One that throws is left out.</summary>
    Enrich = 1,

    /// <summary>Takes out what must not be kept or seen. One that throws refuses the event.</summary>
    Redact = 2,

    /// <summary>Finds the story the event belongs to; the engine looks when those of this stage have. One that throws is left out.</summary>
    Correlate = 3,

    /// <summary>Anything else, with the event's correlation in view. One that throws is left out.</summary>
    Custom = 4,
}
