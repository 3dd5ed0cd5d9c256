using System.Buffers;
using System.Buffers.Text;

namespace DevFlow.Core.Credentials;

/// <summary>A key as files and programs hand it over: one line of Base64.</summary>
internal static class KeyText
{
    /// <summary>More than any form of a key needs, with room for line ends.</summary>
    public const int MaxLength = 256;

    public static SecretBuffer? TryParse(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> line = text.Trim(" \r\n"u8);
        using SecretBuffer decoded = new(Base64.GetMaxDecodedFromUtf8Length(line.Length));
        return Base64.DecodeFromUtf8(line, decoded.Writable, out _, out int length) == OperationStatus.Done && length == Aead.KeyLength
            ? new SecretBuffer(decoded.Bytes[..length])
            : null;
    }

    public static SecretBuffer Format(SecretBuffer key)
    {
        SecretBuffer line = new(Base64.GetMaxEncodedToUtf8Length(key.Length) + 1);
        Base64.EncodeToUtf8(key.Bytes, line.Writable, out _, out int written);
        line.Writable[written] = (byte)'\n';
        return line;
    }
}
