using System.IO.Compression;

namespace DevFlow.Core.Plugins;

/// <summary>
/// Reads a plugin out of a folder, a .zip or a .nupkg, trusting nothing in it: bounded in number and size by what really comes out,
/// regular files only, names that stay inside. The plugin is what stands beside its one <c>plugin.json</c>.
/// </summary>
internal static class PackageReader
{
    private const int MaxFiles = 500;
    private const int MaxEntries = 5_000;
    private const long MaxArchiveBytes = 64 * 1024 * 1024;
    private const long MaxBytes = 64 * 1024 * 1024;
    private const int FileTypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int Folder = 0x4000;

    private static readonly string[] Archives = [".zip", ".nupkg"];

    /// <exception cref="DevFlowException">It is no package, or one that is refused; the message says why.</exception>
    public static PluginPackage Read(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return new PluginPackage(ReadFolder(path), path);
            }

            if (!File.Exists(path))
            {
                throw new DevFlowException(ErrorReason.NotFound, $"There is no file or folder '{path}'.", "Name the plugin's folder, .zip or .nupkg.") { Target = path };
            }

            return Archives.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
                ? new PluginPackage(ReadArchive(path), path)
                : throw Refuse(path, "it is neither a folder nor a .zip nor a .nupkg");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            throw Refuse(path, exception.Message, exception);
        }
    }

    public static DevFlowException Refuse(string path, string cause, Exception? inner = null) =>
        new(ErrorReason.PluginInvalid, $"'{path}' is no plugin that can be installed: {cause.TrimEnd('.')}.", "Get the package again from its maker, or tell the maker what is wrong with it.", inner) { Target = path };

    private static Dictionary<string, byte[]> ReadFolder(string root)
    {
        PackageFiles files = new(root, MaxFiles, MaxBytes);
        Stack<(string Path, string Name)> open = new([(root, "")]);
        while (open.TryPop(out (string Path, string Name) folder))
        {
            foreach (FileSystemInfo item in new DirectoryInfo(folder.Path).EnumerateFileSystemInfos())
            {
                string name = folder.Name + item.Name;
                if (item.LinkTarget is not null || item.Attributes.HasFlag(FileAttributes.ReparsePoint))
                {
                    throw Refuse(root, $"'{PackagePath.Show(name)}' is a symbolic link");
                }

                if (item is DirectoryInfo)
                {
                    files.RequireSafe(name);
                    open.Push((item.FullName, name + "/"));
                    continue;
                }

                // Of no length are also pipes and devices: nobody waits for what they would say.
                using Stream content = ((FileInfo)item).Length == 0 ? Stream.Null : ((FileInfo)item).OpenRead();
                files.Add(name, content);
            }
        }

        return files.ToDictionary();
    }

    private static Dictionary<string, byte[]> ReadArchive(string path)
    {
        using FileStream file = File.OpenRead(path);
        if (file.Length > MaxArchiveBytes)
        {
            throw Refuse(path, $"it is larger than {MaxArchiveBytes} bytes");
        }

        using ZipArchive archive = new(file, ZipArchiveMode.Read);
        if (archive.Entries.Count > MaxEntries)
        {
            throw Refuse(path, $"it has more than {MaxEntries} entries");
        }

        string root = RootOf(archive, path);
        PackageFiles files = new(path, MaxFiles, MaxBytes);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            RequireInside(entry, path);
            if (!entry.FullName.StartsWith(root, StringComparison.Ordinal) || entry.FullName.EndsWith('/'))
            {
                continue; // folders, and what a .nupkg has besides
            }

            using Stream content = entry.Open();
            files.Add(entry.FullName[root.Length..], content);
        }

        return files.ToDictionary();
    }

    private static string RootOf(ZipArchive archive, string path)
    {
        string[] manifests = [.. archive.Entries.Select(static entry => entry.FullName).Where(static name => name == PluginManifest.FileName || name.EndsWith("/" + PluginManifest.FileName, StringComparison.Ordinal))];
        return manifests.Length == 1
            ? manifests[0][..^PluginManifest.FileName.Length]
            : throw Refuse(path, $"it has {manifests.Length} files named {PluginManifest.FileName}, and must have one");
    }

    // An entry that leads outside is no accident: nothing else of the archive is wanted then.
    private static void RequireInside(ZipArchiveEntry entry, string path)
    {
        string name = entry.FullName;
        if (name.StartsWith('/') || name.IndexOfAny(['\\', ':', '\0']) >= 0 || name.Split('/').Contains("..", StringComparer.Ordinal))
        {
            throw Refuse(path, $"an entry leads outside of it: '{PackagePath.Show(name)}'");
        }

        // The upper half holds the Unix mode where the archive was made on Unix, else 0.
        if (((entry.ExternalAttributes >> 16) & FileTypeMask) is not (0 or RegularFile or Folder))
        {
            throw Refuse(path, $"the entry '{PackagePath.Show(name)}' is a link or a device");
        }
    }
}
