using DevFlow.Core.Files;

namespace DevFlow.Core;

/// <summary>
/// DevFlow's own folder: the path given, else <c>DEVFLOW_HOME</c>, else <c>~/.devflow</c>. Nothing in it is meant for
/// anybody but its owner, so one that others may enter is refused rather than silently tightened: what was readable
/// until now may already have been read.
/// </summary>
internal sealed class HomeFolder
{
    private const string Variable = "DEVFLOW_HOME";
    private const string ChooseAnother = $"Remove the obstacle, or set {Variable} to a folder you may write.";

    private HomeFolder(string path)
    {
        Path = path;
    }

    /// <summary>The absolute path, symbolic links at its end resolved.</summary>
    public string Path { get; }

    public static HomeFolder Open(string? path = null)
    {
        string chosen = Choose(path);
        if (!System.IO.Path.IsPathFullyQualified(chosen))
        {
            // Against the current folder, a scheduled task would find another, empty home than the session that filled it.
            throw Unusable(chosen, "it is not an absolute path", $"Set {Variable} to an absolute path.");
        }

        try
        {
            return new HomeFolder(OpenFolder(System.IO.Path.GetFullPath(chosen)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unusable(chosen, error.Message, ChooseAnother, error);
        }
    }

    /// <summary>A folder below the home, private like it; created where it is missing.</summary>
    /// <param name="name">One name, or several parted by slashes.</param>
    public string Folder(string name)
    {
        string folder = Path;
        foreach (string part in Split(name))
        {
            folder = System.IO.Path.Combine(folder, part);
            try
            {
                EnsurePrivate(folder);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw Unusable(folder, error.Message, ChooseAnother, error);
            }
        }

        return folder;
    }

    /// <summary>The path of a file below the home; folders on the way are created, the file is not.</summary>
    /// <param name="name">One name, or several parted by slashes.</param>
    public string File(string name)
    {
        int slash = name.LastIndexOf('/');
        string folder = slash < 0 ? Path : Folder(name[..slash]);
        return System.IO.Path.Combine(folder, Split(name[(slash + 1)..])[0]);
    }

    private static string Choose(string? path)
    {
        if (path is not null)
        {
            return path;
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable)
        {
            return variable;
        }

        string profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return profile.Length > 0
            ? System.IO.Path.Combine(profile, ".devflow")
            : throw Unusable(".devflow", "this account has no home folder", $"Set {Variable} to a folder you may write.");
    }

    private static string OpenFolder(string path)
    {
        bool existed = Directory.Exists(path);
        string folder = EnsurePrivate(path);
        try
        {
            ProbeWriting(folder);
        }
        catch when (!existed)
        {
            Directory.Delete(folder);
            throw;
        }

        return folder;
    }

    /// <summary>Creates the folder or checks the one there is; returns it without the symbolic links it ends in.</summary>
    private static string EnsurePrivate(string path)
    {
        path = Resolve(path);
        if (System.IO.File.Exists(path))
        {
            throw Unusable(path, "a file of this name is in its place", ChooseAnother);
        }

        if (!Directory.Exists(path))
        {
            PrivateFolder.Create(path);
        }

        return PrivateFolder.FindFault(path) is var (cause, action) ? throw Unusable(path, cause, action) : path;
    }

    private static string Resolve(string path)
    {
        DirectoryInfo folder = new(System.IO.Path.TrimEndingDirectorySeparator(path));
        if (folder.LinkTarget is null)
        {
            return folder.FullName;
        }

        FileSystemInfo? target = folder.ResolveLinkTarget(returnFinalTarget: true);
        return target is { Exists: true }
            ? target.FullName
            : throw Unusable(path, $"it is a symbolic link to '{folder.LinkTarget}', which does not exist", ChooseAnother);
    }

    private static void ProbeWriting(string folder)
    {
        string probe = System.IO.Path.Combine(folder, $".tmp-{Guid.NewGuid():N}");
        PrivateFile.CreateNew(probe).Dispose();
        System.IO.File.Delete(probe);
    }

    private static string[] Split(string name)
    {
        string[] parts = name.Split('/');
        return Array.TrueForAll(parts, static part => part.Length > 0 && part is not ("." or "..") && part.IndexOfAny(['\\', ':', '\0']) < 0)
            ? parts
            : throw new ArgumentException($"'{name}' names nothing below the home folder.", nameof(name));
    }

    private static DevFlowException Unusable(string path, string cause, string action, Exception? inner = null) =>
        new(ErrorReason.HomeUnusable, $"The DevFlow home folder '{path}' cannot be used: {cause.TrimEnd('.')}.", action, inner) { Target = path };
}
