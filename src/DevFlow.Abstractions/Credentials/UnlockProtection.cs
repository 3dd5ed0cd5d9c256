namespace DevFlow;

/// <summary>What somebody who has a copy of the credential store lacks to open it.</summary>
public enum UnlockProtection
{
    /// <summary>The user's account on this machine: its log-on opens the operating system's key store.</summary>
    UserAccount = 1,

    /// <summary>The passphrase; guessing costs time and memory at every try.</summary>
    Passphrase,

    /// <summary>The key file, which the file system's permissions guard.</summary>
    KeyFile,

    /// <summary>The machine: systemd seals the key to it, to its TPM where it has one.</summary>
    Machine,

    /// <summary>The environment variable; processes of the same user can read it.</summary>
    Environment,

    /// <summary>Whatever the program that hands out the key asks for.</summary>
    Command,
}
