using DevFlow.Core.Files;
using Microsoft.Win32.SafeHandles;

namespace DevFlow.Core.Credentials;

/// <summary>Writes the files of the audit log in place; only under the lock of the store.</summary>
internal static class LogFile
{
    /// <summary>The length of a file; null where there is none.</summary>
    public static long? TryGetLength(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? file.Length : null;
    }

    /// <summary>Adds a line where the last complete one ends; what a process left half written behind it is cut off.</summary>
    public static void Append(string path, long offset, ReadOnlySpan<byte> line, bool durable)
    {
        bool isNew = offset == 0 && !File.Exists(path);
        using SafeFileHandle file = Open(path);
        try
        {
            if (RandomAccess.GetLength(file) > offset)
            {
                RandomAccess.SetLength(file, offset);
            }

            PrivateFile.WriteAt(file, line, offset);
            if (durable)
            {
                RandomAccess.FlushToDisk(file);
            }
        }
        catch (IOException)
        {
            RandomAccess.SetLength(file, offset);
            throw;
        }

        if (isNew)
        {
            PrivateFile.SyncFolderOf(path);
        }
    }

    /// <summary>Makes what was added durable.</summary>
    public static void Flush(string path)
    {
        if (File.Exists(path))
        {
            using SafeFileHandle file = Open(path);
            RandomAccess.FlushToDisk(file);
        }
    }

    /// <summary>Overwrites a file of a fixed length.</summary>
    public static void Overwrite(string path, ReadOnlySpan<byte> content, bool durable)
    {
        using SafeFileHandle file = Open(path);
        PrivateFile.WriteAt(file, content, offset: 0);
        if (durable)
        {
            RandomAccess.FlushToDisk(file);
        }
    }

    private static SafeFileHandle Open(string path)
    {
        if (!File.Exists(path))
        {
            PrivateFile.CreateNew(path).Dispose();
        }
        else if (new FileInfo(path).LinkTarget is not null)
        {
            throw StoreFolder.Corrupt(path, "it is a symbolic link");
        }

        return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }
}
