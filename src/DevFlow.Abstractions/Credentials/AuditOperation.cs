namespace DevFlow;

/// <summary>What was done to the credential store or to a credential in it, and which code may use it.</summary>
public enum AuditOperation
{
    /// <summary>A credential was stored under a name that had none.</summary>
    Create = 1,

    /// <summary>A credential was replaced.</summary>
    Update,

    /// <summary>A credential's secret was exchanged for the next one by its platform's refresh.</summary>
    Refresh,

    /// <summary>A credential's secret was replaced by a new one that its platform made.</summary>
    Rotate,

    /// <summary>A credential came from elsewhere.</summary>
    Import,

    /// <summary>A secret was opened to be shown or handed out.</summary>
    Reveal,

    /// <summary>A secret was opened to be sent to its own origin.</summary>
    Use,

    /// <summary>The descriptions of credentials were read.</summary>
    List,

    /// <summary>A credential was removed.</summary>
    Remove,

    /// <summary>A secret was written to an export or a backup.</summary>
    Export,

    /// <summary>The store was unlocked.</summary>
    Unlock,

    /// <summary>The store could not be unlocked.</summary>
    UnlockFailed,

    /// <summary>The store was locked.</summary>
    Lock,

    /// <summary>A way to unlock the store was added, removed or changed.</summary>
    ChangeMethods,

    /// <summary>The root key was changed.</summary>
    ChangeRootKey,

    /// <summary>The store was verified.</summary>
    Verify,

    /// <summary>A version that a process wrote but did not record before it ended was recorded, or a damaged store was repaired; the detail says what was found.</summary>
    Repair,

    /// <summary>Something in the store was found to be not what was written.</summary>
    TamperDetected,

    /// <summary>The manifest was written anew; the version is its generation.</summary>
    Checkpoint,

    /// <summary>The last entry of a segment; the log goes on in the next.</summary>
    EndSegment,

    /// <summary>A plugin was installed; the detail names it and the hash of its files.</summary>
    InstallPlugin,

    /// <summary>A plugin was removed.</summary>
    UninstallPlugin,

    /// <summary>A plugin was switched on.</summary>
    EnablePlugin,

    /// <summary>A plugin was switched off.</summary>
    DisablePlugin,
}
