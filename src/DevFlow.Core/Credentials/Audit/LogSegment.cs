namespace DevFlow.Core.Credentials;

/// <summary>One file of the audit log, as the manifest knows it.</summary>
/// <param name="Start">Where it begins: what it is chained to.</param>
/// <param name="Key">The random key of the MACs of its lines. Kept here, so that a change of the root key leaves old segments verifiable.</param>
internal sealed record LogSegment(LogPosition Start, byte[] Key)
{
    public int Number => Start.Segment;

    /// <summary>Where this one of the segments must end: where the next begins, the last at the end of the log; null where a repair took the next out.</summary>
    public LogPosition? EndAmong(IReadOnlyList<LogSegment> segments, LogPosition? end) =>
        segments.FirstOrDefault(next => next.Number == Number + 1)?.Start ?? (Number == segments[^1].Number ? end : null);
}
