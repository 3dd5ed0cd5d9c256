namespace DevFlow.Core.Credentials;

/// <summary>What of manifest and log can still be authenticated.</summary>
/// <param name="Generation">That of the last manifest that is known of.</param>
/// <param name="Next">Where the log goes on: in a segment that is yet to be begun.</param>
/// <param name="Segments">Those that are whole.</param>
/// <param name="Entries">What must be in the store.</param>
internal sealed record SalvagedLog(
    long Generation, LogPosition Next, IReadOnlyList<LogSegment> Segments, IReadOnlyDictionary<CredentialId, LedgerEntry> Entries);
