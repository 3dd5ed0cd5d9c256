using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace DevFlow.Core.Files;

/// <summary>
/// A lock between processes that the kernel releases when its holder dies: an open file that admits nobody else (flock on
/// Unix, the share mode on Windows). The file is never deleted: whoever deletes a lock file hands out two locks.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private const int WouldBlockLinux = 11;
    private const int WouldBlockMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);

    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(30);

    // The threads of this process wait in line, so that only one of them asks the system; there are as many lines as lock files.
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Queues = new(StringComparer.Ordinal);

    private readonly FileStream _stream;
    private readonly SemaphoreSlim _queue;

    private FileLock(FileStream stream, SemaphoreSlim queue)
    {
        _stream = stream;
        _queue = queue;
    }

    /// <summary>Waits for the lock, by default at most half a minute.</summary>
    public static async Task<FileLock> TakeAsync(string path, TimeProvider time, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        TimeSpan limit = patience ?? DefaultPatience;
        SemaphoreSlim queue = Queues.GetOrAdd(path, static _ => new SemaphoreSlim(1));
        using CancellationTokenSource expiry = new(limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
        try
        {
            await queue.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                FileStream? stream;
                while ((stream = TryOpen(path)) is null)
                {
                    TimeSpan pause = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(2, 25));
                    await Task.Delay(pause, time, either.Token).ConfigureAwait(false);
                }

                return new FileLock(stream, queue);
            }
            catch
            {
                queue.Release();
                throw;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Held(path, limit);
        }
    }

    /// <summary>Waits for a lock that is only ever held for the moment of a write, on the thread that asks.</summary>
    public static FileLock Take(string path, TimeProvider time)
    {
        SemaphoreSlim queue = Queues.GetOrAdd(path, static _ => new SemaphoreSlim(1));
        if (!queue.Wait(DefaultPatience))
        {
            throw Held(path, DefaultPatience);
        }

        try
        {
            long started = time.GetTimestamp();
            SpinWait pause = default;
            while (true)
            {
                if (TryOpen(path) is FileStream stream)
                {
                    return new FileLock(stream, queue);
                }

                if (time.GetElapsedTime(started) > DefaultPatience)
                {
                    throw Held(path, DefaultPatience);
                }

                pause.SpinOnce();
            }
        }
        catch
        {
            queue.Release();
            throw;
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

    public void Dispose()
    {
        _stream.Dispose();
        _queue.Release();
    }

    private static DevFlowException Held(string path, TimeSpan patience) =>
        new(
            ErrorReason.TimedOut,
            $"The lock '{path}' was held by another process for {patience.TotalSeconds} seconds.",
            "End the PowerShell session that hangs while it writes a credential, then repeat the command.") { Target = path };

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
