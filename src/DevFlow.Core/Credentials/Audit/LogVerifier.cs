namespace DevFlow.Core.Credentials;

/// <summary>Says what was done to a segment of the audit log, where reading only says that something was.</summary>
internal sealed class LogVerifier(StoreFolder folder, IReadOnlyList<LogSegment> segments)
{
    /// <summary>The first fault of a segment; null where it has none.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="end">Where it must end, or must have gone at least where it is the last; null where that is not known.</param>
    public StoreFinding? FindFault(LogSegment segment, LogPosition? end)
    {
        string path = folder.SegmentPath(segment.Number);
        if (LogFile.TryGetLength(path) is null)
        {
            return end is null || end.IsSamePlace(segment.Start) ? null : new StoreFinding(StoreFindingKind.Deleted, path, "The file is missing.", segment.Start.Sequence + 1);
        }

        LogPosition position = segment.Start;
        bool reached = end is null || end.IsSamePlace(position);
        foreach (ReadOnlyMemory<byte> line in LogReader.Lines(path, offset: 0))
        {
            if (LogReader.FindFault(line.Span, position, segment.Key) is string fault)
            {
                return new StoreFinding(Classify(line.ToArray(), position, segment), path, $"Line {position.Sequence + 1} {fault}.", position.Sequence + 1);
            }

            position = position.After(line.Span);
            reached |= end?.IsSamePlace(position) == true;
        }

        return reached ? null : new StoreFinding(StoreFindingKind.Truncated, path, $"The file ends after line {position.Sequence}; it went on.", position.Sequence + 1);
    }

    private StoreFindingKind Classify(byte[] line, LogPosition position, LogSegment segment)
    {
        string path = folder.SegmentPath(segment.Number);
        long expected = position.Sequence + 1;
        long sequence = AuditLine.SequenceOf(line);
        if (AuditLine.IsAuthentic(line, segment.Key))
        {
            return sequence == expected ? StoreFindingKind.RolledBack
                : sequence < expected ? StoreFindingKind.Inserted
                : HoldsLater(path, position, segment, expected) ? StoreFindingKind.Reordered : StoreFindingKind.Deleted;
        }

        return segments.Any(other => AuditLine.IsAuthentic(line, other.Key)) ? StoreFindingKind.Foreign
            : HoldsLater(path, position, segment, expected) ? StoreFindingKind.Inserted : StoreFindingKind.Edited;
    }

    /// <summary>True where the line that should stand at the position comes later in the file.</summary>
    private static bool HoldsLater(string path, LogPosition position, LogSegment segment, long sequence) =>
        LogReader.Lines(path, position.Offset).Any(line => AuditLine.SequenceOf(line.Span) == sequence && AuditLine.IsAuthentic(line.Span, segment.Key));
}
