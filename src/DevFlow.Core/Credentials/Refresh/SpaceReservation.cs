using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>
/// Room on the disk for what an exchange will bring: written and synced before the request is sent, given back just before it is
/// needed. A full disk or a folder that cannot be written is so found while the old secret is still good.
/// </summary>
internal sealed class SpaceReservation : IDisposable
{
    // A credential file, the line in the audit log and what the file system needs for both.
    private const int Length = 64 * 1024;

    private readonly string _path;

    private SpaceReservation(string path)
    {
        _path = path;
    }

    /// <exception cref="DevFlowException">There is no room.</exception>
    public static SpaceReservation Take(string folder)
    {
        string path = Path.Combine(folder, $".tmp-{Guid.NewGuid():N}");
        try
        {
            using FileStream stream = PrivateFile.CreateNew(path);
            stream.Write(new byte[Length]);
            stream.Flush(flushToDisk: true);
            return new SpaceReservation(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException) // the last: a limit on the size of files (EFBIG)
        {
            if (File.Exists(path))
            {
                File.Delete(path);
            }

            throw new DevFlowException(
                ErrorReason.HomeUnusable,
                $"A renewed secret could not be stored in '{folder}', so it was not asked for: {error.Message.TrimEnd('.')}.",
                "Free some space or restore the folder's rights, then repeat the command; the stored secret is untouched.",
                error) { Target = folder };
        }
    }

    /// <summary>Gives the room back. Where that fails the file is swept later: the answer that waits to be stored matters more.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }
}
