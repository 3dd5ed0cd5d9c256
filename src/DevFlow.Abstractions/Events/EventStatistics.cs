namespace DevFlow;

/// <summary>The figures of the event bus since the engine started, and of its journal.</summary>
public sealed record EventStatistics
{
    /// <summary>Events that were acknowledged on disk.</summary>
    public required long Stored { get; init; }

    /// <summary>Volatile events.</summary>
    public required long Volatile { get; init; }

    /// <summary>Events that were there before, by source and id.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Events a middleware stopped.</summary>
    public required long Stopped { get; init; }

    /// <summary>Events refused with an error: a rule, a middleware, the journal.</summary>
    public required long Refused { get; init; }

    /// <summary>Deliveries that ended without an error, over all handlers.</summary>
    public required long Handled { get; init; }

    /// <summary>Attempts that failed, over all handlers.</summary>
    public required long Failed { get; init; }

    /// <summary>Deliveries in memory that wait for their handler.</summary>
    public required long Waiting { get; init; }

    /// <summary>Handlers registered.</summary>
    public required int Handlers { get; init; }

    /// <summary>Events in the journal.</summary>
    public required long JournalEvents { get; init; }

    /// <summary>The size of the journal's file in bytes.</summary>
    public required long JournalBytes { get; init; }

    /// <summary>Dead letters in the journal.</summary>
    public required long DeadLetters { get; init; }
}
