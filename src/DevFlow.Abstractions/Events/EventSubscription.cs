namespace DevFlow;

/// <summary>A registered handler, live: its figures change while it works.</summary>
public abstract class EventSubscription
{
    /// <summary>The name; unique in the session, compared without regard to case.</summary>
    public abstract string Name { get; }

    /// <summary>The topic pattern: <c>*</c> stands for one segment, <c>**</c> for any number of them.</summary>
    public abstract string Topic { get; }

    /// <summary>Events handled without an error.</summary>
    public abstract long Handled { get; }

    /// <summary>Events whose handling failed.</summary>
    public abstract long Failed { get; }

    /// <summary>Events waiting in memory for this handler; events beyond that wait in the journal.</summary>
    public abstract int Waiting { get; }

    /// <summary>The message of the newest failure, redacted; null where there was none.</summary>
    public abstract string? LastError { get; }

    /// <summary>When the handler was registered (UTC).</summary>
    public abstract DateTimeOffset RegisteredAt { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
