namespace DevFlow;

/// <summary>Who did something, and from where: what the process itself can tell.</summary>
public sealed record AuditActor
{
    /// <summary>The name of the account the process runs under.</summary>
    public required string User { get; init; }

    /// <summary>The name of the machine.</summary>
    public required string Host { get; init; }

    /// <summary>The id of the process on that machine.</summary>
    public required int ProcessId { get; init; }

    /// <summary>The file name of the program, such as <c>pwsh</c>.</summary>
    public required string Program { get; init; }

    /// <summary>True where the process came over SSH.</summary>
    public bool IsRemote { get; init; }

    /// <summary>True where a CI system runs the process.</summary>
    public bool IsCi { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{User}@{Host} ({Program} {ProcessId})";
}
