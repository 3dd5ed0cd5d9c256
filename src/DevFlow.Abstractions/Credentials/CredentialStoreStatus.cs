namespace DevFlow;

/// <summary>The credential store as this session sees it.</summary>
public sealed record CredentialStoreStatus
{
    /// <summary>The home folder the store is in.</summary>
    public required string Path { get; init; }

    /// <summary>Whether this session can use it.</summary>
    public required CredentialStoreState State { get; init; }

    /// <summary>Tells this store from every other; null where there is none yet.</summary>
    public string? StoreId { get; init; }

    /// <summary>Names the root key; another one after each change of it. Null where there is no store yet.</summary>
    public string? RootKeyId { get; init; }

    /// <summary>True while a change of the root key was begun and not finished.</summary>
    public bool RootKeyChangePending { get; init; }

    /// <summary>The id of the method that opened it; null where it is locked.</summary>
    public string? UnlockedBy { get; init; }

    /// <summary>When it locks itself if it is not used before (UTC); null where it does not.</summary>
    public DateTimeOffset? LocksAt { get; init; }

    /// <summary>The methods, in the order in which they are asked.</summary>
    public IReadOnlyList<UnlockMethod> Methods { get; init; } = [];
}
