namespace DevFlow.TestKit;

/// <summary>Finds files of the repository and of the data that may stand beside it.</summary>
public static class RepositoryRoot
{
    /// <summary>The folder that holds DevFlow.psd1.</summary>
    public static string Path { get; } = Find();

    /// <summary>A path below the repository's root.</summary>
    public static string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>
    /// A path below the shared test data, or null where this machine has none: the vendors' descriptions
    /// (<c>specs/…</c>) and payloads (<c>data/…</c>) are not part of the repository.
    /// </summary>
    public static string? SharedData(params string[] parts)
    {
        string root = Environment.GetEnvironmentVariable("DEVFLOW_TESTDATA") ?? System.IO.Path.Combine(Path, "..", "shared");
        string path = System.IO.Path.GetFullPath(System.IO.Path.Combine([root, .. parts]));
        return System.IO.File.Exists(path) || Directory.Exists(path) ? path : null;
    }

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(System.IO.Path.Combine(folder.FullName, "DevFlow.psd1")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("DevFlow.psd1 was not found above " + AppContext.BaseDirectory);
    }
}
