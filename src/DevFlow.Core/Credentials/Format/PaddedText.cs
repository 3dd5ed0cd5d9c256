using System.Buffers.Binary;

namespace DevFlow.Core.Credentials;

/// <summary>
/// What is sealed: the text padded so that the file's length does not tell a short token from a long one.
/// </summary>
/// <remarks>Layout: length u32 (little-endian) | text | zeros up to the next multiple of 64. No other length and no other filler is accepted.</remarks>
internal static class PaddedText
{
    private const int PrefixLength = 4;
    private const int Step = 64;

    public static int PaddedLength(int length) => (PrefixLength + length + Step - 1) / Step * Step;

    public static SecretBuffer Pad(ReadOnlySpan<byte> text)
    {
        SecretBuffer padded = new(PaddedLength(text.Length));
        Span<byte> target = padded.Writable;
        BinaryPrimitives.WriteInt32LittleEndian(target, text.Length);
        text.CopyTo(target[PrefixLength..]);
        target[(PrefixLength + text.Length)..].Clear();
        return padded;
    }

    public static ReadOnlySpan<byte> Unpad(ReadOnlySpan<byte> padded)
    {
        int length = padded.Length < PrefixLength ? -1 : BinaryPrimitives.ReadInt32LittleEndian(padded);
        if (length < 0 || length > padded.Length - PrefixLength || PaddedLength(length) != padded.Length)
        {
            throw new EnvelopeException("its padding is wrong");
        }

        return padded[(PrefixLength + length)..].ContainsAnyExcept((byte)0)
            ? throw new EnvelopeException("its padding is wrong")
            : padded.Slice(PrefixLength, length);
    }
}
