using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DevFlow.Core.Credentials;

/// <summary>
/// The file <c>audit/head</c>: how far the log is on disk for sure. A log that ends before it was cut; one that goes on after it was
/// written by a process that ended before it could say so.
/// </summary>
/// <remarks>
/// Little-endian, 90 bytes, overwritten in place:
/// <code>
/// magic "DFH1" 4 | suite u16 = 1 | segment u32 | offset u64 | sequence u64 | hash 32 | mac 32
/// </code>
/// mac = HMAC-SHA256(key of the segment, the 58 bytes before it). No line of the log begins like this record.
/// </remarks>
internal sealed record LogHead(LogPosition Position)
{
    public const int Length = MacOffset + HMACSHA256.HashSizeInBytes;
    private const ushort Suite = 0x0001;
    private const int SegmentOffset = 6;
    private const int HashOffset = 26;
    private const int MacOffset = HashOffset + SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Magic => "DFH1"u8;

    /// <param name="key">The key of the segment.</param>
    public byte[] ToBytes(ReadOnlySpan<byte> key)
    {
        byte[] bytes = new byte[Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), Suite);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(SegmentOffset), Position.Segment);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(10), Position.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(18), Position.Sequence);
        Position.Hash.CopyTo(bytes.AsSpan(HashOffset));
        HMACSHA256.HashData(key, bytes.AsSpan(0, MacOffset), bytes.AsSpan(MacOffset));
        return bytes;
    }

    /// <summary>The head; null where it is not what was written.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="segments">The segments there are.</param>
    public static LogHead? TryParse(ReadOnlySpan<byte> bytes, IReadOnlyList<LogSegment> segments)
    {
        if (bytes.Length != Length || !bytes[..4].SequenceEqual(Magic) || BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]) != Suite)
        {
            return null;
        }

        int number = BinaryPrimitives.ReadInt32LittleEndian(bytes[SegmentOffset..]);
        if (segments.FirstOrDefault(segment => segment.Number == number) is not LogSegment segment
            || !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(segment.Key, bytes[..MacOffset]), bytes[MacOffset..]))
        {
            return null;
        }

        long offset = BinaryPrimitives.ReadInt64LittleEndian(bytes[10..]);
        long sequence = BinaryPrimitives.ReadInt64LittleEndian(bytes[18..]);
        return new LogHead(new LogPosition(number, offset, sequence, [.. bytes.Slice(HashOffset, SHA256.HashSizeInBytes)]));
    }
}
