using System.Collections.Frozen;

namespace DevFlow.Core.Events;

/// <summary>What the lanes of a process were at when it ended.</summary>
/// <param name="Settled">Sequences of events that were settled last, whether the journal was told or not.</param>
/// <param name="Interrupted">The attempt that was under way, by sequence.</param>
internal sealed record LaneWork(IReadOnlySet<long> Settled, IReadOnlyDictionary<long, int> Interrupted)
{
    public static readonly LaneWork None = new(FrozenSet<long>.Empty, FrozenDictionary<long, int>.Empty);
}
