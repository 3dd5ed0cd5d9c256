using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DevFlow.Core.Files;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>
/// Which event each lane of a durable handler is at work on, in a small file beside the journal: what is written there outlives
/// a process that is killed, so an event that ends its process counts as tried. A mark costs a write to the system's cache, no
/// flush: when the machine itself goes down, no event is to blame.
/// </summary>
/// <remarks>One file for each process and handler. 16 bytes a lane, little-endian: sequence (8), attempt (4), unused (4).</remarks>
internal sealed class LaneMarks : IDisposable
{
    private const int Size = 16;

    private readonly string _path;
    private readonly ILogger _logger;
    private FileStream? _file;

    private LaneMarks(string path, FileStream? file, ILogger logger)
    {
        _path = path;
        _file = file;
        _logger = logger;
    }

    /// <summary>The file of a process, by its journal's number, for a handler.</summary>
    public static string PathOf(string journal, long writer, string handler)
    {
        // Names are compared without regard to case, and may hold what a file's name must not.
        byte[] name = SHA256.HashData(Encoding.UTF8.GetBytes(handler.ToUpperInvariant()));
        return $"{journal}.{writer:x16}.{Convert.ToHexStringLower(name.AsSpan(0, 8))}";
    }

    /// <summary>Begins a file; where that cannot be written the marks are lost, and nothing else.</summary>
    public static LaneMarks Create(string path, ILogger logger)
    {
        try
        {
            // The same process may have had the handler before.
            File.Delete(path);
            return new LaneMarks(path, PrivateFile.CreateNew(path), logger);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LaneMarks none = new(path, null, logger);
            none.Warn(exception);
            return none;
        }
    }

    /// <summary>What a process that ended was at work on; nothing where it left no file, or lives: it has the file for itself.</summary>
    public static IReadOnlyList<(long Sequence, int Attempt)> Read(string path)
    {
        byte[] marks = new byte[Size * SubscriptionRules.MaxLanes];
        int length;
        try
        {
            using FileStream file = PrivateFile.OpenRead(path);
            length = file.ReadAtLeast(marks, marks.Length, throwOnEndOfStream: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }

        List<(long, int)> found = [];
        for (int at = 0; at + Size <= length; at += Size)
        {
            long sequence = BinaryPrimitives.ReadInt64LittleEndian(marks.AsSpan(at));
            int attempt = BinaryPrimitives.ReadInt32LittleEndian(marks.AsSpan(at + sizeof(long)));
            if (sequence > 0 && attempt > 0)
            {
                found.Add((sequence, attempt));
            }
        }

        return found;
    }

    /// <summary>Removes the file of a process whose marks have been counted.</summary>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It costs a kilobyte, and counts nothing twice.
        }
    }

    public void Begin(int lane, long sequence, int attempt) => Write(lane, sequence, attempt);

    public void End(int lane) => Write(lane, 0, 0);

    /// <summary>Ends the file; to be called when the lanes have ended.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
        Remove(_path);
    }

    private void Write(int lane, long sequence, int attempt)
    {
        if (_file is not { } file)
        {
            return;
        }

        Span<byte> mark = stackalloc byte[Size];
        mark.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(mark, sequence);
        BinaryPrimitives.WriteInt32LittleEndian(mark[sizeof(long)..], attempt);
        try
        {
            PrivateFile.WriteAt(file.SafeFileHandle, mark, (long)lane * Size);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            _file = null;
            Warn(exception);
        }
    }

    private void Warn(Exception cause) =>
        _logger.LogWarning("What a handler is at work on cannot be noted in '{Path}', so an event that ends this process is not counted as tried: {Error}", _path, cause.Message);
}
