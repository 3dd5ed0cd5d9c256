namespace DevFlow.Core.Plugins;

/// <summary>Takes in the files of a package one by one, and stops at the first that goes too far.</summary>
internal sealed class PackageFiles(string origin, int maxFiles, long maxBytes)
{
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.OrdinalIgnoreCase);
    private long _taken;

    public void RequireSafe(string path)
    {
        if (!PackagePath.IsSafe(path))
        {
            throw PackageReader.Refuse(origin, $"'{PackagePath.Show(path)}' is no name that is the same file on every system");
        }
    }

    public void Add(string path, Stream content)
    {
        RequireSafe(path);
        if (_files.Count == maxFiles)
        {
            throw PackageReader.Refuse(origin, $"it has more than {maxFiles} files");
        }

        if (!_files.TryAdd(path, ReadAll(content)))
        {
            throw PackageReader.Refuse(origin, $"it has the file '{path}' twice");
        }
    }

    public Dictionary<string, byte[]> ToDictionary() => new(_files, StringComparer.Ordinal);

    // What an archive says about lengths is not asked.
    private byte[] ReadAll(Stream content)
    {
        using MemoryStream buffer = new();
        byte[] piece = new byte[64 * 1024];
        int read;
        while ((read = content.Read(piece)) > 0)
        {
            _taken += read;
            if (_taken > maxBytes)
            {
                throw PackageReader.Refuse(origin, $"it holds more than {maxBytes} bytes");
            }

            buffer.Write(piece.AsSpan(0, read));
        }

        return buffer.ToArray();
    }
}
