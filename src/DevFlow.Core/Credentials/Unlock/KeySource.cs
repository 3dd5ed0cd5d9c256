using System.Security.Cryptography;

namespace DevFlow.Core.Credentials;

/// <summary>
/// Where the root key comes from, in this order: the variable <c>DEVFLOW_CREDENTIAL_KEY</c> (Base64 of 32 bytes); the key
/// file, whose path is <c>DEVFLOW_KEY_FILE</c>, else <c>devflow/root.key</c> below <c>$XDG_CONFIG_HOME</c> or
/// <c>~/.config</c>, on Windows <c>%LOCALAPPDATA%\DevFlow\root.key</c>. Never inside the home folder: a copy of the store
/// alone must be worthless.
/// </summary>
internal sealed class KeySource(Func<string, string?> environment)
{
    public const string KeyVariable = "DEVFLOW_CREDENTIAL_KEY";
    public const string FileVariable = "DEVFLOW_KEY_FILE";
    public const int KeyLength = 32;

    public KeySource()
        : this(Environment.GetEnvironmentVariable)
    {
    }

    /// <summary>The place, for messages.</summary>
    public string Place => HasVariable ? $"the environment variable {KeyVariable}" : $"the key file '{FilePath()}'";

    private bool HasVariable => environment(KeyVariable) is { Length: > 0 };

    /// <summary>The key; null where there is none yet.</summary>
    public SecretBuffer? TryRead() => HasVariable ? ReadVariable() : KeyFile.TryRead(FilePath());

    /// <summary>The key; made now where there is none yet.</summary>
    public SecretBuffer ReadOrCreate()
    {
        if (TryRead() is SecretBuffer present)
        {
            return present;
        }

        string path = FilePath();
        using (SecretBuffer key = new(KeyLength))
        {
            RandomNumberGenerator.Fill(key.Writable);
            KeyFile.Create(path, key.Bytes);
        }

        // Another process may have been faster: what counts is the key on disk.
        return KeyFile.TryRead(path) ?? throw KeyFile.Locked(path, "it vanished while it was created", "Repeat the command.");
    }

    private SecretBuffer ReadVariable()
    {
        SecretBuffer key = new(KeyLength);
        if (Convert.TryFromBase64String(environment(KeyVariable)!.Trim(), key.Writable, out int length) && length == KeyLength)
        {
            return key;
        }

        key.Dispose();
        throw new DevFlowException(
            ErrorReason.StoreLocked,
            $"The environment variable {KeyVariable} does not hold a root key: the Base64 form of {KeyLength} bytes.",
            $"Set it to the key this store was made with, or remove it to use the key file.") { Target = KeyVariable };
    }

    private string FilePath()
    {
        if (environment(FileVariable) is { Length: > 0 } chosen)
        {
            return Path.GetFullPath(chosen);
        }

        if (OperatingSystem.IsWindows())
        {
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "DevFlow", "root.key");
        }

        // The XDG specification tells to ignore a relative path.
        string? xdg = environment("XDG_CONFIG_HOME");
        string profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (!Path.IsPathRooted(xdg) && profile.Length == 0)
        {
            throw KeyFile.Locked("root.key", "this account has no home folder to hold it", $"Set {FileVariable} to the path of a file of your own.");
        }

        return Path.Combine(Path.IsPathRooted(xdg) ? xdg : Path.Combine(profile, ".config"), "devflow", "root.key");
    }
}
