namespace DevFlow;

/// <summary>A registered handler, live: its figures change while it works.</summary>
public abstract class EventSubscription
{
    /// <summary>The name; unique in the session, compared without regard to case.</summary>
    public abstract string Name { get; }

    /// <summary>The topic pattern: <c>*</c> stands for one segment, <c>**</c> for any number of them.</summary>
    public abstract string Topic { get; }

    /// <summary>True where the journal keeps how far the handler came.</summary>
    public abstract bool Durable { get; }

    /// <summary>True where this process is the one that works; false for a durable handler that another process runs.</summary>
    public abstract bool IsActive { get; }

    /// <summary>How many events it handles at a time.</summary>
    public abstract int Lanes { get; }

    /// <summary>Events handled without an error.</summary>
    public abstract long Handled { get; }

    /// <summary>Attempts that failed.</summary>
    public abstract long Failed { get; }

    /// <summary>Events given up: each is a dead letter.</summary>
    public abstract long DeadLettered { get; }

    /// <summary>Events its filter or transform left out.</summary>
    public abstract long Filtered { get; }

    /// <summary>Events waiting in memory for this handler; events beyond that wait in the journal.</summary>
    public abstract int Waiting { get; }

    /// <summary>The message of the newest failure, redacted; null where there was none.</summary>
    public abstract string? LastError { get; }

    /// <summary>When the handler was registered (UTC).</summary>
    public abstract DateTimeOffset RegisteredAt { get; }

    /// <summary>When its time to live is over (UTC); null where it has none.</summary>
    public abstract DateTimeOffset? ExpiresAt { get; }

    /// <summary>The newest attempts that failed or wrote something, oldest first; at most 32.</summary>
    public abstract IReadOnlyList<EventDelivery> Deliveries { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
