using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DevFlow.Core.Credentials;

/// <summary>
/// One version of one credential as bytes, format "DFC1". Four parts in a row, no optional fields, nothing after them:
/// </summary>
/// <remarks>
/// <code>
/// A header (59)  see EnvelopeHeader
/// B wrap  (108)  rkId 16 | wrapSalt 32 | wrapNonce 12 | wrappedDek 32 | wrapTag 16
/// C meta         salt 32 | commitment 32 | nonce 12 | length u32 | cipher text | tag 16
/// D secret       as C
/// </code>
/// Keys, with H = SHA-256(A):
/// <code>
/// DEK        32 random bytes, new for every version of every credential
/// wrapKey    HKDF-SHA256(K_wrap, salt = wrapSalt, info = "wrap" + H)
/// wrappedDek AES-256-GCM(wrapKey, wrapNonce, DEK, associated data = A + rkId + wrapSalt)
/// C: key + commitment (32 + 32)  HKDF-SHA256(DEK, salt = salt of C, info = "payload/meta" + H)
/// D: key + commitment (32 + 32)  HKDF-SHA256(DEK, salt = salt of D, info = "payload/secret" + H)
/// cipher text                    AES-256-GCM(key, nonce, padded text, associated data = A)
/// </code>
/// A commitment is compared before the cipher runs: GCM alone lets one file open under two keys
/// (https://eprint.iacr.org/2020/1456). Part B can be replaced without touching C and D; a root key is changed that way.
/// Bound into H and the associated data, no part can move to another file, name, version, type or store.
/// </remarks>
internal sealed class Envelope
{
    /// <summary>The longest file that is read or written.</summary>
    public const int MaxLength = 1024 * 1024;

    private const int SaltLength = 32;
    private const int CommitmentLength = 32;
    private const int RootKeyIdOffset = EnvelopeHeader.Length;
    private const int WrapSaltOffset = RootKeyIdOffset + RootKeyId.Length;
    private const int WrapNonceOffset = WrapSaltOffset + SaltLength;
    private const int WrappedKeyOffset = WrapNonceOffset + Aead.NonceLength;
    private const int WrapTagOffset = WrappedKeyOffset + Aead.KeyLength;
    private const int PartsOffset = WrapTagOffset + Aead.TagLength;
    private const int PartPrefix = SaltLength + CommitmentLength + Aead.NonceLength + sizeof(uint);

    private readonly byte[] _file;
    private readonly Range _meta;
    private readonly Range _secret;

    private Envelope(byte[] file, EnvelopeHeader header, Range meta, Range secret)
    {
        _file = file;
        _meta = meta;
        _secret = secret;
        Header = header;
        RootKeyId = new RootKeyId(file.AsSpan(RootKeyIdOffset, RootKeyId.Length));
    }

    public EnvelopeHeader Header { get; }

    public RootKeyId RootKeyId { get; }

    private ReadOnlySpan<byte> HeaderBytes => _file.AsSpan(0, EnvelopeHeader.Length);

    /// <summary>The length of the file that would hold these texts.</summary>
    public static long LengthFor(int metaLength, int secretLength) =>
        PartsOffset + (2L * (PartPrefix + Aead.TagLength)) + PaddedText.PaddedLength(metaLength) + PaddedText.PaddedLength(secretLength);

    public static byte[] Seal(EnvelopeHeader header, StoreKeys keys, ReadOnlySpan<byte> meta, ReadOnlySpan<byte> secret)
    {
        byte[] file = new byte[LengthFor(meta.Length, secret.Length)];
        Span<byte> headerBytes = file.AsSpan(0, EnvelopeHeader.Length);
        header.ToBytes().CopyTo(headerBytes);

        using SecretBuffer dataKey = new(Aead.KeyLength);
        RandomNumberGenerator.Fill(dataKey.Writable);
        keys.RootKeyId.CopyTo(file.AsSpan(RootKeyIdOffset));
        RandomNumberGenerator.Fill(file.AsSpan(WrapSaltOffset, SaltLength + Aead.NonceLength));
        using (SecretBuffer wrapKey = DeriveWrapKey(keys, file))
        {
            Aead.Seal(
                wrapKey.Bytes,
                file.AsSpan(WrapNonceOffset, Aead.NonceLength),
                dataKey.Bytes,
                file.AsSpan(0, WrapNonceOffset),
                file.AsSpan(WrappedKeyOffset, Aead.KeyLength),
                file.AsSpan(WrapTagOffset, Aead.TagLength));
        }

        int metaLength = SealPart(file.AsSpan(PartsOffset), dataKey.Bytes, "payload/meta"u8, headerBytes, meta);
        SealPart(file.AsSpan(PartsOffset + metaLength), dataKey.Bytes, "payload/secret"u8, headerBytes, secret);
        return file;
    }

    /// <summary>Checks the structure only; needs no key and opens nothing.</summary>
    public static Envelope Parse(byte[] file)
    {
        if (file.Length is < PartsOffset or > MaxLength)
        {
            throw new EnvelopeException("its length is wrong");
        }

        EnvelopeHeader header = EnvelopeHeader.Parse(file);
        Range meta = FindPart(file, PartsOffset);
        Range secret = FindPart(file, meta.End.Value);
        return secret.End.Value == file.Length
            ? new Envelope(file, header, meta, secret)
            : throw new EnvelopeException("something follows its end");
    }

    public SecretBuffer OpenMeta(StoreKeys keys) => OpenPart(keys, _file.AsSpan(_meta), "payload/meta"u8);

    public SecretBuffer OpenSecret(StoreKeys keys) => OpenPart(keys, _file.AsSpan(_secret), "payload/secret"u8);

    private static int SealPart(Span<byte> target, ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> label, ReadOnlySpan<byte> header, ReadOnlySpan<byte> text)
    {
        using SecretBuffer padded = PaddedText.Pad(text);
        Span<byte> salt = target[..SaltLength];
        Span<byte> nonce = target.Slice(SaltLength + CommitmentLength, Aead.NonceLength);
        RandomNumberGenerator.Fill(salt);
        RandomNumberGenerator.Fill(nonce);
        using SecretBuffer derived = DerivePartKeys(dataKey, salt, label, header);
        derived.Bytes[Aead.KeyLength..].CopyTo(target[SaltLength..]);
        BinaryPrimitives.WriteInt32LittleEndian(target[(PartPrefix - sizeof(uint))..], padded.Length);
        Aead.Seal(
            derived.Bytes[..Aead.KeyLength],
            nonce,
            padded.Bytes,
            header,
            target.Slice(PartPrefix, padded.Length),
            target.Slice(PartPrefix + padded.Length, Aead.TagLength));
        return PartPrefix + padded.Length + Aead.TagLength;
    }

    private static Range FindPart(ReadOnlySpan<byte> file, int start)
    {
        if (file.Length - start < PartPrefix + Aead.TagLength)
        {
            throw new EnvelopeException("it ends too early");
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(file[(start + PartPrefix - sizeof(uint))..]);
        return length <= (uint)(file.Length - start - PartPrefix - Aead.TagLength)
            ? start..(start + PartPrefix + (int)length + Aead.TagLength)
            : throw new EnvelopeException("it ends too early");
    }

    private SecretBuffer OpenPart(StoreKeys keys, ReadOnlySpan<byte> part, ReadOnlySpan<byte> label)
    {
        using SecretBuffer dataKey = OpenDataKey(keys);
        using SecretBuffer derived = DerivePartKeys(dataKey.Bytes, part[..SaltLength], label, HeaderBytes);
        if (!CryptographicOperations.FixedTimeEquals(derived.Bytes[Aead.KeyLength..], part.Slice(SaltLength, CommitmentLength)))
        {
            throw new EnvelopeException("its key commitment does not fit");
        }

        using SecretBuffer padded = new(part.Length - PartPrefix - Aead.TagLength);
        bool opened = Aead.TryOpen(
            derived.Bytes[..Aead.KeyLength],
            part.Slice(SaltLength + CommitmentLength, Aead.NonceLength),
            part[PartPrefix..^Aead.TagLength],
            part[^Aead.TagLength..],
            HeaderBytes,
            padded.Writable);
        return opened ? new SecretBuffer(PaddedText.Unpad(padded.Bytes)) : throw new EnvelopeException("its seal does not fit");
    }

    private SecretBuffer OpenDataKey(StoreKeys keys)
    {
        using SecretBuffer wrapKey = DeriveWrapKey(keys.For(RootKeyId) ?? throw new EnvelopeException("it names a root key this store does not have"), _file);
        SecretBuffer dataKey = new(Aead.KeyLength);
        bool opened = Aead.TryOpen(
            wrapKey.Bytes,
            _file.AsSpan(WrapNonceOffset, Aead.NonceLength),
            _file.AsSpan(WrappedKeyOffset, Aead.KeyLength),
            _file.AsSpan(WrapTagOffset, Aead.TagLength),
            _file.AsSpan(0, WrapNonceOffset),
            dataKey.Writable);
        if (opened)
        {
            return dataKey;
        }

        dataKey.Dispose();
        throw new EnvelopeException("its key's seal does not fit");
    }

    private static SecretBuffer DeriveWrapKey(StoreKeys keys, ReadOnlySpan<byte> file) =>
        keys.Derive(KeyPurpose.Wrap, file.Slice(WrapSaltOffset, SaltLength), Info("wrap"u8, file[..EnvelopeHeader.Length]));

    private static SecretBuffer DerivePartKeys(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, ReadOnlySpan<byte> header)
    {
        SecretBuffer derived = new(Aead.KeyLength + CommitmentLength);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, dataKey, derived.Writable, salt, Info(label, header));
        return derived;
    }

    private static byte[] Info(ReadOnlySpan<byte> label, ReadOnlySpan<byte> header) => [.. label, .. SHA256.HashData(header)];
}
