namespace DevFlow.Core.Credentials;

/// <summary>What one line of the audit log says.</summary>
internal sealed record AuditRecord
{
    public required DateTimeOffset Time { get; init; }

    public required AuditOperation Operation { get; init; }

    public required AuditActor Actor { get; init; }

    /// <summary>The credential meant; null where none is.</summary>
    public CredentialId? Credential { get; init; }

    public long? Version { get; init; }

    /// <summary>The digest of the file that was written; what must be there from now on.</summary>
    public byte[]? Digest { get; init; }

    public string? Fingerprint { get; init; }

    public ErrorReason? Error { get; init; }

    public AuditNote Note { get; init; } = AuditNote.None;
}
