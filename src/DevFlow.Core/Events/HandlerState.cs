namespace DevFlow.Core.Events;

/// <summary>What the journal knows of a durable handler when a process begins to run it.</summary>
/// <param name="Start">The newest event when the handler was registered for the first time.</param>
/// <param name="Head">The newest event now.</param>
/// <param name="Positions">By priority, where it has come further than the start.</param>
/// <param name="Attempts">By sequence, the failed attempts at what is not settled.</param>
internal sealed record HandlerState(long Start, long Head, IReadOnlyDictionary<EventPriority, HandlerPosition> Positions, IReadOnlyDictionary<long, FailedAttempts> Attempts)
{
    public HandlerPosition Of(EventPriority priority) =>
        Positions.TryGetValue(priority, out HandlerPosition position) ? position : new HandlerPosition(Start, []);
}
