using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DevFlow.Core.Credentials;

/// <summary>A text sealed under a key of its own, in a file whose header it is bound to.</summary>
/// <remarks>
/// <code>
/// salt 32 | commitment 32 | nonce 12 | length u32 | cipher text | tag 16
///
/// key + commitment (32 + 32)  HKDF-SHA256(the file's key, salt, info = label + SHA-256(header))
/// cipher text                 AES-256-GCM(key, nonce, padded text, associated data = header)
/// </code>
/// The commitment is compared before the cipher runs: GCM alone lets one file open under two keys
/// (https://eprint.iacr.org/2020/1456). With a new salt every time, no key seals twice.
/// </remarks>
internal static class SealedPart
{
    public const int SaltLength = 32;
    private const int CommitmentLength = 32;
    private const int NonceOffset = SaltLength + CommitmentLength;
    private const int LengthOffset = NonceOffset + Aead.NonceLength;
    private const int TextOffset = LengthOffset + sizeof(uint);

    /// <summary>The length of the part that holds a text of this length.</summary>
    public static long LengthFor(int textLength) => TextOffset + (long)PaddedText.PaddedLength(textLength) + Aead.TagLength;

    public static void Seal(Span<byte> target, ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> label, ReadOnlySpan<byte> header, ReadOnlySpan<byte> text)
    {
        using SecretBuffer padded = PaddedText.Pad(text);
        Span<byte> salt = target[..SaltLength];
        Span<byte> nonce = target.Slice(NonceOffset, Aead.NonceLength);
        RandomNumberGenerator.Fill(salt);
        RandomNumberGenerator.Fill(nonce);
        using SecretBuffer derived = DeriveKeys(fileKey, salt, label, header);
        derived.Bytes[Aead.KeyLength..].CopyTo(target[SaltLength..]);
        BinaryPrimitives.WriteInt32LittleEndian(target[LengthOffset..], padded.Length);
        Aead.Seal(derived.Bytes[..Aead.KeyLength], nonce, padded.Bytes, header, target.Slice(TextOffset, padded.Length), target[(TextOffset + padded.Length)..]);
    }

    /// <summary>Where the part that begins at <paramref name="start"/> lies; checks the structure only.</summary>
    public static Range Find(ReadOnlySpan<byte> file, int start)
    {
        if (file.Length - start < TextOffset + Aead.TagLength)
        {
            throw new EnvelopeException("it ends too early");
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(file[(start + LengthOffset)..]);
        return length <= (uint)(file.Length - start - TextOffset - Aead.TagLength)
            ? start..(start + TextOffset + (int)length + Aead.TagLength)
            : throw new EnvelopeException("it ends too early");
    }

    public static SecretBuffer Open(ReadOnlySpan<byte> part, ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> label, ReadOnlySpan<byte> header) =>
        TryOpen(part, fileKey, label, header) ?? throw new EnvelopeException("its key commitment does not fit");

    /// <summary>The text; null where it was sealed under another key.</summary>
    public static SecretBuffer? TryOpen(ReadOnlySpan<byte> part, ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> label, ReadOnlySpan<byte> header)
    {
        using SecretBuffer derived = DeriveKeys(fileKey, part[..SaltLength], label, header);
        if (!CryptographicOperations.FixedTimeEquals(derived.Bytes[Aead.KeyLength..], part.Slice(SaltLength, CommitmentLength)))
        {
            return null;
        }

        using SecretBuffer padded = new(part.Length - TextOffset - Aead.TagLength);
        bool opened = Aead.TryOpen(
            derived.Bytes[..Aead.KeyLength],
            part.Slice(NonceOffset, Aead.NonceLength),
            part[TextOffset..^Aead.TagLength],
            part[^Aead.TagLength..],
            header,
            padded.Writable);
        return opened ? new SecretBuffer(PaddedText.Unpad(padded.Bytes)) : throw new EnvelopeException("its seal does not fit");
    }

    /// <summary>What binds a derived key to its purpose and to the file.</summary>
    public static byte[] Info(ReadOnlySpan<byte> label, ReadOnlySpan<byte> header) => [.. label, .. SHA256.HashData(header)];

    private static SecretBuffer DeriveKeys(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, ReadOnlySpan<byte> header)
    {
        SecretBuffer derived = new(Aead.KeyLength + CommitmentLength);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, derived.Writable, salt, Info(label, header));
        return derived;
    }
}
