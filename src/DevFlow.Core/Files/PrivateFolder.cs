namespace DevFlow.Core.Files;

/// <summary>
/// Folders that only their owner may enter: 0700 from the moment they exist on Unix. On Windows they inherit the access
/// list of the user's profile, which admits the user, the administrators and the system.
/// </summary>
internal static class PrivateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Every right of the group and of others.</summary>
    public const UnixFileMode Shared =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Creates the folder and its missing parents; takes back what it made where it fails on the way.</summary>
    public static void Create(string path)
    {
        Stack<string> made = new();
        try
        {
            foreach (string missing in MissingFrom(path))
            {
                CreateOne(missing);
                made.Push(missing);
            }
        }
        catch
        {
            Undo(made);
            throw;
        }
    }

    /// <summary>Says why the existing folder is not private; null where it is.</summary>
    /// <param name="path">The folder, no symbolic link.</param>
    public static (string Cause, string Action)? FindFault(string path)
    {
        if (OperatingSystem.IsWindows() || PrivateFile.FindFault(path) is not string fault)
        {
            return null;
        }

        return (fault, UnixNative.IsForeign(path) ? $"Run: chown \"$(id -u)\" '{path}', or set DEVFLOW_HOME to a folder of your own." : $"Run: chmod 700 '{path}'");
    }

    private static Stack<string> MissingFrom(string path)
    {
        Stack<string> missing = new();
        for (string? folder = path; folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
        {
            missing.Push(folder);
        }

        return missing;
    }

    private static void CreateOne(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OwnerOnly);

        // A umask can only have taken rights away; give the owner back what an unusual one took.
        if (File.GetUnixFileMode(path) is UnixFileMode mode && mode != OwnerOnly && (mode & Shared) == UnixFileMode.None)
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }

    private static void Undo(Stack<string> made)
    {
        foreach (string folder in made)
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                return; // somebody else uses it by now
            }
        }
    }
}
