namespace DevFlow;

/// <summary>What a repair of the credential store found and did.</summary>
public sealed record StoreRepair
{
    /// <summary>When it was repaired (UTC).</summary>
    public required DateTimeOffset RepairedAt { get; init; }

    /// <summary>What was not as it must be, and what is not known for sure any more; empty where nothing had to be done.</summary>
    public required IReadOnlyList<StoreFinding> Found { get; init; }

    /// <summary>Where the files are now that were set aside; nothing was deleted.</summary>
    public required IReadOnlyList<string> SetAside { get; init; }

    /// <summary>What a verification still finds, such as files that others may read.</summary>
    public required IReadOnlyList<StoreFinding> Left { get; init; }
}
