using System.Security.Cryptography;

namespace DevFlow.Core.Credentials;

/// <summary>
/// One version of one credential as bytes, format "DFC1". Four parts in a row, no optional fields, nothing after them:
/// </summary>
/// <remarks>
/// <code>
/// A header (59)  see EnvelopeHeader
/// B wrap  (108)  rkId 16 | wrapSalt 32 | wrapNonce 12 | wrappedDek 32 | wrapTag 16
/// C meta         see SealedPart; file key DEK, label "payload/meta", header A
/// D secret       see SealedPart; file key DEK, label "payload/secret", header A
///
/// DEK        32 random bytes, new for every version of every credential
/// wrapKey    HKDF-SHA256(K_wrap, salt = wrapSalt, info = "wrap" + SHA-256(A))
/// wrappedDek AES-256-GCM(wrapKey, wrapNonce, DEK, associated data = A + rkId + wrapSalt)
/// digest     SHA-256(A + C + D)
/// </code>
/// Part B can be replaced without touching C and D; a root key is changed that way, and the digest stays. Bound to A by key and
/// associated data, no part can move to another file, name, version, type or store.
/// </remarks>
internal sealed class Envelope
{
    /// <summary>The longest file that is read or written.</summary>
    public const int MaxLength = 1024 * 1024;

    private const int RootKeyIdOffset = EnvelopeHeader.Length;
    private const int WrapSaltOffset = RootKeyIdOffset + Id128.Length;
    private const int WrapNonceOffset = WrapSaltOffset + SealedPart.SaltLength;
    private const int WrappedKeyOffset = WrapNonceOffset + Aead.NonceLength;
    private const int WrapTagOffset = WrappedKeyOffset + Aead.KeyLength;
    private const int PartsOffset = WrapTagOffset + Aead.TagLength;

    private readonly byte[] _file;
    private readonly Range _meta;
    private readonly Range _secret;

    private Envelope(byte[] file, EnvelopeHeader header, Range meta, Range secret)
    {
        _file = file;
        _meta = meta;
        _secret = secret;
        Header = header;
        RootKeyId = new RootKeyId(new Id128(file.AsSpan(RootKeyIdOffset, Id128.Length)));
    }

    public EnvelopeHeader Header { get; }

    public RootKeyId RootKeyId { get; }

    /// <summary>Part B.</summary>
    public ReadOnlySpan<byte> WrappedKey => _file.AsSpan(RootKeyIdOffset..PartsOffset);

    private static ReadOnlySpan<byte> MetaLabel => "payload/meta"u8;

    private static ReadOnlySpan<byte> SecretLabel => "payload/secret"u8;

    private ReadOnlySpan<byte> HeaderBytes => _file.AsSpan(0, EnvelopeHeader.Length);

    /// <summary>The length of the file that would hold these texts.</summary>
    public static long LengthFor(int metaLength, int secretLength) =>
        PartsOffset + SealedPart.LengthFor(metaLength) + SealedPart.LengthFor(secretLength);

    public static byte[] Seal(EnvelopeHeader header, StoreKeys keys, ReadOnlySpan<byte> meta, ReadOnlySpan<byte> secret)
    {
        byte[] file = new byte[LengthFor(meta.Length, secret.Length)];
        Span<byte> headerBytes = file.AsSpan(0, EnvelopeHeader.Length);
        header.ToBytes().CopyTo(headerBytes);

        using SecretBuffer dataKey = new(Aead.KeyLength);
        RandomNumberGenerator.Fill(dataKey.Writable);
        Wrap(file, keys, dataKey.Bytes);
        int secretOffset = PartsOffset + (int)SealedPart.LengthFor(meta.Length);
        SealedPart.Seal(file.AsSpan(PartsOffset..secretOffset), dataKey.Bytes, MetaLabel, headerBytes, meta);
        SealedPart.Seal(file.AsSpan(secretOffset), dataKey.Bytes, SecretLabel, headerBytes, secret);
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
        Range meta = SealedPart.Find(file, PartsOffset);
        Range secret = SealedPart.Find(file, meta.End.Value);
        return secret.End.Value == file.Length
            ? new Envelope(file, header, meta, secret)
            : throw new EnvelopeException("something follows its end");
    }

    public SecretBuffer OpenMeta(StoreKeys keys) => OpenPart(keys, _file.AsSpan(_meta), MetaLabel);

    public SecretBuffer OpenSecret(StoreKeys keys) => OpenPart(keys, _file.AsSpan(_secret), SecretLabel);

    /// <summary>What the audit log remembers of this version; a change of the root key leaves it as it is.</summary>
    public byte[] Digest()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(HeaderBytes);
        hash.AppendData(_file.AsSpan(PartsOffset));
        return hash.GetHashAndReset();
    }

    /// <summary>The same version under another root key: only B is new.</summary>
    public byte[] Rewrap(StoreKeys from, StoreKeys to)
    {
        using SecretBuffer dataKey = OpenDataKey(from);
        byte[] file = [.. _file];
        Wrap(file, to, dataKey.Bytes);
        return file;
    }

    private static void Wrap(Span<byte> file, StoreKeys keys, ReadOnlySpan<byte> dataKey)
    {
        keys.RootKeyId.Value.CopyTo(file[RootKeyIdOffset..]);
        RandomNumberGenerator.Fill(file[WrapSaltOffset..WrappedKeyOffset]);
        using SecretBuffer wrapKey = DeriveWrapKey(keys, file);
        Aead.Seal(
            wrapKey.Bytes,
            file[WrapNonceOffset..WrappedKeyOffset],
            dataKey,
            file[..WrapNonceOffset],
            file[WrappedKeyOffset..WrapTagOffset],
            file[WrapTagOffset..PartsOffset]);
    }

    private SecretBuffer OpenPart(StoreKeys keys, ReadOnlySpan<byte> part, ReadOnlySpan<byte> label)
    {
        using SecretBuffer dataKey = OpenDataKey(keys);
        return SealedPart.Open(part, dataKey.Bytes, label, HeaderBytes);
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
        keys.Derive(KeyPurpose.Wrap, file[WrapSaltOffset..WrapNonceOffset], SealedPart.Info("wrap"u8, file[..EnvelopeHeader.Length]));
}
