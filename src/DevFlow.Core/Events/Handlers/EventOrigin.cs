namespace DevFlow.Core.Events;

/// <summary>Where a queued event came from, which is told what became of it. Volatile events have none.</summary>
internal abstract class EventOrigin
{
    /// <summary>True where nobody wants to know any more: what is still queued is not to be handled.</summary>
    public virtual bool IsAbandoned => false;

    /// <summary>The event has left memory.</summary>
    /// <param name="e">The event.</param>
    /// <param name="isSettled">True where it is handled, left out or given up; false where it was dropped.</param>
    public abstract void Complete(Event e, bool isSettled);
}
