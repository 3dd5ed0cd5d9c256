namespace DevFlow.Core.Credentials;

/// <summary>What the environment says about keys: variables, and the place of the key file.</summary>
internal sealed class KeySource(Func<string, string?> environment)
{
    public const string KeyVariable = "DEVFLOW_CREDENTIAL_KEY";
    public const string FileVariable = "DEVFLOW_KEY_FILE";
    public const string PassphraseVariable = "DEVFLOW_CREDENTIAL_PASSPHRASE";

    public KeySource()
        : this(Environment.GetEnvironmentVariable)
    {
    }

    /// <summary>A variable; null where it is not set or empty.</summary>
    public string? Variable(string name) => environment(name) is { Length: > 0 } value ? value : null;

    /// <summary>
    /// The key file: <c>DEVFLOW_KEY_FILE</c>, else <c>devflow/root.key</c> below <c>$XDG_CONFIG_HOME</c> or <c>~/.config</c>,
    /// on Windows <c>%LOCALAPPDATA%\DevFlow\root.key</c>. Never inside the home folder: a copy of the store alone must be worthless.
    /// </summary>
    public string KeyFilePath()
    {
        if (Variable(FileVariable) is string chosen)
        {
            return Path.GetFullPath(chosen);
        }

        if (OperatingSystem.IsWindows())
        {
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "DevFlow", "root.key");
        }

        // The XDG specification tells to ignore a relative path.
        string? xdg = Variable("XDG_CONFIG_HOME");
        string profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (!Path.IsPathRooted(xdg) && profile.Length == 0)
        {
            throw new KeyUnavailableException("this account has no home folder to hold a key file", $"Set {FileVariable} to the path of a file of your own.");
        }

        return Path.Combine(Path.IsPathRooted(xdg) ? xdg : Path.Combine(profile, ".config"), "devflow", "root.key");
    }
}
