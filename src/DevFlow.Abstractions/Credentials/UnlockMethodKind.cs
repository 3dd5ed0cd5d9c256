namespace DevFlow;

/// <summary>Where a key that opens the credential store comes from, in the order in which they are asked.</summary>
public enum UnlockMethodKind
{
    /// <summary>The environment variable <c>DEVFLOW_CREDENTIAL_KEY</c>.</summary>
    Environment = 1,

    /// <summary>A credential that systemd hands to a service, in <c>$CREDENTIALS_DIRECTORY</c>.</summary>
    SystemdCredential,

    /// <summary>A file that only its owner may read.</summary>
    KeyFile,

    /// <summary>Windows' data protection (DPAPI) for the current user.</summary>
    DataProtection,

    /// <summary>The login keychain of macOS.</summary>
    Keychain,

    /// <summary>The Secret Service of a Linux desktop, such as GNOME Keyring or KWallet.</summary>
    SecretService,

    /// <summary>The output of a program, such as a password manager's.</summary>
    Command,

    /// <summary>A passphrase that a person knows.</summary>
    Passphrase,
}
