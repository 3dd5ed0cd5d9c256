namespace DevFlow;

/// <summary>What is wrong with a file of the credential store.</summary>
public enum StoreFindingKind
{
    /// <summary>The content is not what was written.</summary>
    Edited = 1,

    /// <summary>Something that was there is gone.</summary>
    Deleted,

    /// <summary>Something is there that was never written there.</summary>
    Inserted,

    /// <summary>Entries of the log stand in another order.</summary>
    Reordered,

    /// <summary>The end is gone.</summary>
    Truncated,

    /// <summary>It belongs to another store, segment or credential.</summary>
    Foreign,

    /// <summary>An older version stands in place of the newer one.</summary>
    RolledBack,

    /// <summary>The file cannot be read.</summary>
    Unreadable,

    /// <summary>Others than the owner may read or write it.</summary>
    Shared,

    /// <summary>A process ended before it recorded what it wrote; the next write of this credential does it.</summary>
    Unrecorded,

    /// <summary>A temporary file that a process left behind when it ended.</summary>
    LeftOver,
}
