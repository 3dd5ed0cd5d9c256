namespace DevFlow.Core.Credentials;

/// <summary>Which entries of the audit log are wanted.</summary>
/// <param name="Name">Those of the credential that has or had this name; null for all.</param>
/// <param name="Operations">Those of these operations; null for all.</param>
/// <param name="Since">Those of this moment or later.</param>
/// <param name="Until">Those before this moment.</param>
internal sealed record AuditQuery(string? Name = null, IReadOnlyCollection<AuditOperation>? Operations = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);
