namespace DevFlow.Core.Events;

/// <summary>How far a durable handler came with the events of one priority.</summary>
/// <param name="Sequence">Everything at or below has been taken.</param>
/// <param name="Unsettled">What has been taken but is neither handled nor given up, in rising order.</param>
internal readonly record struct HandlerPosition(long Sequence, IReadOnlyList<long> Unsettled)
{
    /// <summary>Everything at or below is settled.</summary>
    public long SettledUpTo => Unsettled is [long first, ..] ? first - 1 : Sequence;

    public bool HasSettled(long sequence) => sequence <= Sequence && !Unsettled.Contains(sequence);
}
