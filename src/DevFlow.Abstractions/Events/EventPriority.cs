namespace DevFlow;

/// <summary>How urgent an event is. A less urgent one never waits more than 30 s because of more urgent ones.</summary>
public enum EventPriority
{
    /// <summary>Before everything else, also before 100,000 events that wait.</summary>
    Critical = 0,

    /// <summary>Before normal events.</summary>
    High = 1,

    /// <summary>What an event is unless something else is said.</summary>
    Normal = 2,

    /// <summary>When there is nothing more urgent.</summary>
    Low = 3,
}
