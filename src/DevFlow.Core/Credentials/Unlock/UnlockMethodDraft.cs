namespace DevFlow.Core.Credentials;

/// <summary>What somebody who adds a method chooses; each kind takes what is its own.</summary>
/// <param name="Kind">Where the key is to come from.</param>
internal sealed record UnlockMethodDraft(UnlockMethodKind Kind)
{
    /// <summary>The keystore of this operating system.</summary>
    public static UnlockMethodKind Keystore { get; } = OperatingSystem.IsWindows() ? UnlockMethodKind.DataProtection
        : OperatingSystem.IsMacOS() ? UnlockMethodKind.Keychain
        : UnlockMethodKind.SecretService;

    /// <summary>For a passphrase.</summary>
    public SecretBuffer? Passphrase { get; init; }

    /// <summary>For a passphrase: four times the memory, for those who can wait.</summary>
    public bool Strong { get; init; }

    /// <summary>For a key file; null for the place where it is looked for by default.</summary>
    public string? Path { get; init; }

    /// <summary>For a command: program and arguments.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>For a systemd credential; null for its usual name.</summary>
    public string? CredentialName { get; init; }
}
