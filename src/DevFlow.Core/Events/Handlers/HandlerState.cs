using System.Collections.Frozen;

namespace DevFlow.Core.Events;

/// <summary>What the journal knows of a durable handler when a process begins to run it.</summary>
/// <param name="Start">The newest event when the handler was registered for the first time.</param>
/// <param name="Head">The newest event now.</param>
/// <param name="Positions">By priority, where it has come further than the start.</param>
internal sealed record HandlerState(long Start, long Head, IReadOnlyDictionary<EventPriority, HandlerPosition> Positions)
{
    /// <summary>By sequence, what became so far of events whose settling is not in the positions.</summary>
    public IReadOnlyDictionary<long, FailedAttempts> Attempts { get; init; } = FrozenDictionary<long, FailedAttempts>.Empty;

    /// <summary>Everything at or below is settled, whatever its priority.</summary>
    public long SettledUpTo { get; } = Enum.GetValues<EventPriority>().Min(priority => Positions.TryGetValue(priority, out HandlerPosition position) ? position.SettledUpTo : Start);

    public HandlerPosition Of(EventPriority priority) =>
        Positions.TryGetValue(priority, out HandlerPosition position) ? position : new HandlerPosition(Start, []);
}
