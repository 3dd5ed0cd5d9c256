using System.Security.Cryptography;

namespace DevFlow.Core.Credentials;

/// <summary>A place between two lines of the audit log.</summary>
/// <param name="Segment">The number of the file.</param>
/// <param name="Offset">The byte at which the next line begins.</param>
/// <param name="Sequence">The number of the line before; 0 at the beginning of the log.</param>
/// <param name="Hash">The SHA-256 of the line before; zeros at the beginning of the log.</param>
internal sealed record LogPosition(int Segment, long Offset, long Sequence, byte[] Hash)
{
    /// <summary>The place after the line that stands here.</summary>
    public LogPosition After(ReadOnlySpan<byte> line) => new(Segment, Offset + line.Length + 1, Sequence + 1, SHA256.HashData(line));

    /// <summary>True for the same place in the same history, whatever file it is in.</summary>
    public bool IsSamePlace(LogPosition other) => Sequence == other.Sequence && Hash.AsSpan().SequenceEqual(other.Hash);
}
