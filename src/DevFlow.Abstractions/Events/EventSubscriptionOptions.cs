namespace DevFlow;

/// <summary>What a handler wants to get, and how it is to be called.</summary>
public sealed record EventSubscriptionOptions
{
    /// <summary>The name; unique in the session, compared without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>The topic pattern: <c>*</c> stands for one segment, <c>**</c> for any number of them.</summary>
    public string Topic { get; init; } = "**";

    /// <summary>Only events of which this is true. It runs in the handler's lane, and one that throws counts as a failed attempt.</summary>
    public Func<Event, CancellationToken, ValueTask<bool>>? Filter { get; init; }

    /// <summary>Makes the event the handler gets from the one that was published; null leaves the event out.</summary>
    public Func<Event, CancellationToken, ValueTask<Event?>>? Transform { get; init; }

    /// <summary>How urgent every event is to this handler; null for each event's own priority.</summary>
    public EventPriority? Priority { get; init; }

    /// <summary>How many events it handles at a time, 1 to 64. Those of one partition key keep their order all the same.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>The handler is removed after it has handled so many events; 1 is <c>-Once</c>, null is never.</summary>
    public long? Count { get; init; }

    /// <summary>The handler is removed after this time; null is never.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>How long an attempt may take; null is without limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often a failed event is tried; null is once for a handler of this session, five times for a durable one.</summary>
    public EventRetryPolicy? Retry { get; init; }

    /// <summary>
    /// True for a handler that is continued: the journal keeps by its name how far it came, so that after a crash or in
    /// another process it goes on with what is not handled yet. It sees the events of all processes that share the
    /// journal; of the processes that register the same name one works, and another takes over when that one ends.
    /// </summary>
    public bool Durable { get; init; }
}
