using System.Security.Cryptography;

namespace DevFlow.Core.Files;

/// <summary>
/// A lock between processes that the kernel releases when its holder dies: an open file that admits nobody else (flock on
/// Unix, the share mode on Windows). The file is never deleted: whoever deletes a lock file hands out two locks.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private const int WouldBlockLinux = 11;
    private const int WouldBlockMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);

    private readonly FileStream _stream;

    private FileLock(FileStream stream)
    {
        _stream = stream;
    }

    /// <summary>Waits for the lock, at most half a minute.</summary>
    public static async Task<FileLock> TakeAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryOpen(path) is FileStream stream)
            {
                return new FileLock(stream);
            }

            if (time.GetElapsedTime(started) > Patience)
            {
                throw new DevFlowException(
                    ErrorReason.TimedOut,
                    $"The lock '{path}' was held by another process for {Patience.TotalSeconds} seconds.",
                    "End the PowerShell session that hangs while it writes a credential, then repeat the command.") { Target = path };
            }

            TimeSpan pause = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(2, 25));
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// True where a second opening is refused while this lock is held. False on file systems without locks and under
    /// <c>DOTNET_SYSTEM_IO_DISABLEFILELOCKING=1</c>, where .NET reports a lock it does not have.
    /// </summary>
    public bool IsEffective()
    {
        using FileStream? second = TryOpen(_stream.Name);
        return second is null;
    }

    public void Dispose() => _stream.Dispose();

    private static FileStream? TryOpen(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FileStream(path, options);
        }
        catch (IOException error) when (error.HResult is WouldBlockLinux or WouldBlockMac or SharingViolation or LockViolation)
        {
            return null;
        }
    }
}
