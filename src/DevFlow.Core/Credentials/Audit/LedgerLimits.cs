namespace DevFlow.Core.Credentials;

/// <summary>How far the audit log grows before the manifest and the file are begun anew.</summary>
/// <param name="CheckpointLines">Lines before the manifest is written; whoever opens the store reads at most these.</param>
/// <param name="SegmentLength">Bytes of one file.</param>
internal sealed record LedgerLimits(int CheckpointLines = 250, long SegmentLength = 5 * 1024 * 1024);
