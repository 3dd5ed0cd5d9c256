namespace DevFlow;

/// <summary>What the verification of the credential store looked at and found.</summary>
public sealed record StoreReport
{
    /// <summary>True where nothing is wrong.</summary>
    public bool IsSound => !Findings.Any(static finding => finding.IsFault);

    /// <summary>When it was verified (UTC).</summary>
    public required DateTimeOffset VerifiedAt { get; init; }

    /// <summary>How many credentials there are.</summary>
    public required int Credentials { get; init; }

    /// <summary>How many entries the audit log has.</summary>
    public required long AuditEntries { get; init; }

    /// <summary>Everything that was found, the worst first.</summary>
    public required IReadOnlyList<StoreFinding> Findings { get; init; }
}
