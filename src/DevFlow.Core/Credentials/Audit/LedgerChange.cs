using System.Runtime.InteropServices;

namespace DevFlow.Core.Credentials;

/// <summary>What a line of the log changes of what must be in the store.</summary>
/// <param name="Operation">What was done.</param>
/// <param name="Credential">To which credential; null where to none.</param>
/// <param name="Version">The version it has since; of a checkpoint, the generation.</param>
/// <param name="Digest">The digest of the file that was written; null where none was.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LedgerChange(AuditOperation Operation, CredentialId? Credential, long? Version, byte[]? Digest);
