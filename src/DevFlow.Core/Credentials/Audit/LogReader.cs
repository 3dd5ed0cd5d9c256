namespace DevFlow.Core.Credentials;

/// <summary>Reads the lines of one segment of the audit log from a position on, and refuses whatever does not follow.</summary>
internal static class LogReader
{
    private const int BlockLength = 256 * 1024;

    /// <summary>Longer lines are never written.</summary>
    private const int MaxLineLength = 64 * 1024;

    /// <summary>
    /// Each complete line with the position after it. What follows the last line feed is not looked at: it is being written, or was when
    /// its process ended.
    /// </summary>
    /// <param name="path">The file; one that is not there has no lines.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="key">The key of the segment.</param>
    public static IEnumerable<(ReadOnlyMemory<byte> Line, LogPosition Position)> Read(string path, LogPosition from, byte[] key)
    {
        LogPosition position = from;
        foreach (ReadOnlyMemory<byte> line in Lines(path, from.Offset))
        {
            if (FindFault(line.Span, position, key) is string fault)
            {
                throw StoreFolder.Corrupt(path, $"its line {position.Sequence + 1} {fault}");
            }

            position = position.After(line.Span);
            yield return (line, position);
        }
    }

    /// <summary>Why the line does not follow the position; null where it does.</summary>
    public static string? FindFault(ReadOnlySpan<byte> line, LogPosition position, ReadOnlySpan<byte> key) => line switch
    {
        _ when !AuditLine.IsAuthentic(line, key) => "is not what was written",
        _ when AuditLine.SequenceOf(line) != position.Sequence + 1 => $"is line {AuditLine.SequenceOf(line)}",
        _ when !AuditLine.Follows(line, position.Hash) => "does not follow the line before",
        _ => null,
    };

    /// <summary>The complete lines from an offset on, without their line feeds; each is valid until the next is asked for.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Lines(string path, long offset)
    {
        using FileStream? stream = StoreFolder.TryOpenRead(path);
        if (stream is null)
        {
            yield break;
        }

        stream.Seek(offset, SeekOrigin.Begin);
        byte[] buffer = new byte[BlockLength];
        int filled = 0;
        int read;
        while ((read = stream.Read(buffer, filled, buffer.Length - filled)) > 0)
        {
            filled += read;
            int start = 0;
            int length;
            while ((length = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n')) >= 0)
            {
                yield return buffer.AsMemory(start, length);
                start += length + 1;
            }

            if (filled - start > MaxLineLength)
            {
                throw StoreFolder.Corrupt(path, "it has a line that is too long");
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
        }
    }
}
