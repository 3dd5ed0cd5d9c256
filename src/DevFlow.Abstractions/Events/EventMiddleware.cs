namespace DevFlow;

/// <summary>A registered middleware, live: its figures change while it works.</summary>
public abstract class EventMiddleware
{
    /// <summary>The name; unique in the session, compared without regard to case.</summary>
    public abstract string Name { get; }

    /// <summary>When it sees an event.</summary>
    public abstract EventMiddlewareStage Stage { get; }

    /// <summary>The topic pattern of the events it sees.</summary>
    public abstract string Topic { get; }

    /// <summary>Events it passed on, changed or not.</summary>
    public abstract long Passed { get; }

    /// <summary>Events it stopped.</summary>
    public abstract long Stopped { get; }

    /// <summary>Events on which it threw.</summary>
    public abstract long Failed { get; }

    /// <summary>The message of the newest failure, redacted; null where there was none.</summary>
    public abstract string? LastError { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
