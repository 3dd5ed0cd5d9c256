using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace DevFlow.Core.Files;

/// <summary>
/// Files that only their owner may read, written so that a reader, a crash or a full disk never meets half of one:
/// a temporary file in the same folder, flushed to disk, put in place by one operation of the file system.
/// </summary>
internal sealed class PrivateFile(TimeProvider time)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int ReplaceAttempts = 10;

    /// <summary>Replaces the file or creates it.</summary>
    public async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string temporary = WriteTemporary(path, content.Span);
        try
        {
            await ReplaceAsync(temporary, path, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        SyncFolderOf(path);
    }

    /// <summary>Replaces the file or creates it, at the first attempt or not at all.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string temporary = WriteTemporary(path, content);
        try
        {
            TryReplace(temporary, path, ReplaceAttempts);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        SyncFolderOf(path);
    }

    /// <summary>Creates the file; false where another process was faster, whose file is then complete.</summary>
    /// <remarks>
    /// Unix: link(2) fails where the name exists. File.Move does not hold that back: it looks whether the name exists and
    /// then renames, so of two at once the second replaces the file of the first.
    /// </remarks>
    public static bool TryCreate(string path, ReadOnlySpan<byte> content)
    {
        string temporary = WriteTemporary(path, content);
        try
        {
            if (!TryName(temporary, path))
            {
                return false;
            }
        }
        finally
        {
            File.Delete(temporary);
        }

        SyncFolderOf(path);
        return true;
    }

    private static bool TryName(string temporary, string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return UnixNative.TryLink(temporary, path);
        }

        try
        {
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    /// <summary>Removes the file durably; false where there is none.</summary>
    public static bool Remove(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        File.Delete(path);
        SyncFolderOf(path);
        return true;
    }

    /// <summary>Says why the existing file or folder is not its owner's alone, as a clause; null where it is.</summary>
    public static string? FindFault(string path) =>
        OperatingSystem.IsWindows() ? null : FaultOf(UnixNative.IsForeign(path), File.GetUnixFileMode(path));

    /// <summary>The same of an open file, which nobody can exchange between the look and the reading.</summary>
    public static string? FindFault(SafeFileHandle file) =>
        OperatingSystem.IsWindows() ? null : FaultOf(UnixNative.IsForeign(file), File.GetUnixFileMode(file));

    private static string? FaultOf(bool isForeign, UnixFileMode mode) =>
        isForeign ? "it belongs to another user"
        : (mode & PrivateFolder.Shared) == UnixFileMode.None ? null
        : $"its mode {Convert.ToString((int)mode, 8)} lets other users in";

    /// <summary>Opens for reading in a way that lets a writer replace the file meanwhile, on Windows too.</summary>
    public static FileStream OpenRead(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    /// <summary>Opens a new file that is the owner's alone from its first moment.</summary>
    public static FileStream CreateNew(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        options.UnixCreateMode = OwnerOnly;
        FileStream stream = new(path, options);

        // A umask such as 0377 may have taken the owner's own rights.
        File.SetUnixFileMode(stream.SafeFileHandle, OwnerOnly);
        return stream;
    }

    /// <summary>
    /// Makes an empty file for SQLite, which gives its -wal and -shm the same mode. An existing one is never opened here: closing a
    /// second descriptor would drop the locks SQLite holds on it (https://sqlite.org/howtocorrupt.html, 2.2).
    /// </summary>
    public static void EnsureDatabase(string path)
    {
        if (OperatingSystem.IsWindows() || Path.Exists(path))
        {
            return;
        }

        try
        {
            CreateNew(path).Dispose();
        }
        catch (IOException) when (Path.Exists(path))
        {
            // Another process was faster; its file has the same mode.
        }
    }

    /// <summary>Writes all of it, or fails as writing to a full disk does.</summary>
    public static void WriteAt(SafeFileHandle file, ReadOnlySpan<byte> content, long offset)
    {
        try
        {
            RandomAccess.Write(file, content, offset);
        }
        catch (ArgumentOutOfRangeException error)
        {
            // So .NET reports that the account (ulimit -f) or the file system allows no file of this length.
            throw new IOException(error.Message, error);
        }
    }

    private static string WriteTemporary(string path, ReadOnlySpan<byte> content)
    {
        string temporary = Path.Combine(Path.GetDirectoryName(path)!, $".tmp-{Guid.NewGuid():N}");
        try
        {
            using FileStream stream = CreateNew(temporary);
            WriteAt(stream.SafeFileHandle, content, offset: 0);
            stream.Flush(flushToDisk: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        return temporary;
    }

    private async Task ReplaceAsync(string temporary, string path, CancellationToken cancellationToken)
    {
        for (int attempt = 1; !TryReplace(temporary, path, attempt); attempt++)
        {
            TimeSpan pause = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(5, 100));
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>False where it is worth another attempt.</returns>
    private static bool TryReplace(string temporary, string path, int attempt)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.Move(temporary, path, overwrite: true);
            return true;
        }

        // File.Move never replaces a file somebody has open, File.Replace does; scanners and indexers hold files for moments.
        try
        {
            if (File.Exists(path))
            {
                File.Replace(temporary, path, destinationBackupFileName: null, ignoreMetadataErrors: true);
            }
            else
            {
                File.Move(temporary, path);
            }

            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && attempt < ReplaceAttempts)
        {
            return false;
        }
    }

    /// <summary>Makes the file's name durable.</summary>
    public static void SyncFolderOf(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            UnixNative.SyncFolder(Path.GetDirectoryName(path)!);
        }
    }
}
