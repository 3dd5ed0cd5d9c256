namespace DevFlow.Core.Credentials;

/// <summary>What must be there of a credential.</summary>
/// <param name="Version">The last version that was recorded.</param>
/// <param name="Digest">The digest of its file; null where it was removed.</param>
internal sealed record LedgerEntry(long Version, byte[]? Digest);
