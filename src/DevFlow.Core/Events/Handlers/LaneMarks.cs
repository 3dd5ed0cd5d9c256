using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DevFlow.Core.Files;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>
/// Which event each lane of a durable handler is at work on, and which it has settled, in a small file beside the journal: what is
/// written there outlives a process that is killed, so an event that ends its process counts as tried, and one that is done does not
/// come again because the journal has not been told yet. A mark costs a write to the system's cache, no flush: when the machine
/// itself goes down, no event is to blame.
/// </summary>
/// <remarks>
/// One file for each process and handler. A lane, little-endian: the sequence at work (8), the attempt (4), unused (4), then a ring of
/// the sequences settled last (8 each): many more than a transaction of the journal takes time for.
/// </remarks>
internal sealed class LaneMarks : IDisposable
{
    private const int RingEntries = 8_192;
    private const int MarkSize = 16;
    private const int LaneSize = MarkSize + (RingEntries * sizeof(long));

    private readonly int[] _next = new int[SubscriptionRules.MaxLanes];
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

    /// <summary>The marks of a process that ended; none where it left no file, or lives: it has the file for itself.</summary>
    public static LaneWork Read(string path)
    {
        byte[] bytes;
        try
        {
            using FileStream file = PrivateFile.OpenRead(path);
            bytes = new byte[Math.Min(file.Length, (long)LaneSize * SubscriptionRules.MaxLanes)];
            bytes = bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return LaneWork.None;
        }

        HashSet<long> settled = [];
        Dictionary<long, int> begun = [];
        for (int at = 0; at + MarkSize <= bytes.Length; at += LaneSize)
        {
            ReadOnlySpan<byte> lane = bytes.AsSpan(at, Math.Min(LaneSize, bytes.Length - at));
            int attempt = BinaryPrimitives.ReadInt32LittleEndian(lane[sizeof(long)..]);
            if (BinaryPrimitives.ReadInt64LittleEndian(lane) is > 0 and long sequence && attempt > 0)
            {
                begun[sequence] = attempt;
            }

            for (lane = lane[MarkSize..]; lane.Length >= sizeof(long); lane = lane[sizeof(long)..])
            {
                settled.Add(BinaryPrimitives.ReadInt64LittleEndian(lane));
            }
        }

        // Where nothing was written yet.
        settled.Remove(0);
        return new LaneWork(settled, begun.Where(mark => !settled.Contains(mark.Key)).ToDictionary());
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

    /// <summary>A lane begins to work on an event.</summary>
    public void Begin(int lane, long sequence, int attempt)
    {
        Span<byte> mark = stackalloc byte[MarkSize];
        mark.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(mark, sequence);
        BinaryPrimitives.WriteInt32LittleEndian(mark[sizeof(long)..], attempt);
        Write(mark, (long)lane * LaneSize);
    }

    /// <summary>A lane has stopped working on its event, which is not settled.</summary>
    public void End(int lane) => Begin(lane, 0, 0);

    /// <summary>A lane has settled an event.</summary>
    public void Settle(int lane, long sequence)
    {
        Span<byte> entry = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(entry, sequence);
        Write(entry, ((long)lane * LaneSize) + MarkSize + (_next[lane] * sizeof(long)));
        _next[lane] = (_next[lane] + 1) % RingEntries;
    }

    /// <summary>Ends the file; to be called when the lanes have ended.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
        Remove(_path);
    }

    private void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        if (_file is not { } file)
        {
            return;
        }

        try
        {
            PrivateFile.WriteAt(file.SafeFileHandle, bytes, offset);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            _file = null;
            Warn(exception);
        }
    }

    private void Warn(Exception cause) =>
        _logger.LogWarning("What a handler is at work on cannot be noted in '{Path}', so what happens to this process is not counted: {Error}", _path, cause.Message);
}
