using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Core.Credentials;

/// <summary>The keys of one store, each derived from the root key for one purpose.</summary>
/// <remarks>
/// K_label = HKDF-SHA256(root key, salt = storeId, info = "devflow/cred/v1/" + label), 32 bytes, labels in use:
/// wrap (wraps data keys), name (turns names into ids). The check value is derived with the label
/// "check/" + lower-case hex of rkId; it is public and tells a wrong root key from a damaged file.
/// </remarks>
internal sealed class StoreKeys : IDisposable
{
    private const string Prefix = "devflow/cred/v1/";
    private readonly StoreId _storeId;
    private readonly SecretBuffer _wrap;
    private readonly SecretBuffer _name;

    public StoreKeys(SecretBuffer rootKey, StoreId storeId, RootKeyId rootKeyId)
    {
        _storeId = storeId;
        RootKeyId = rootKeyId;
        _wrap = Derive(rootKey, storeId, "wrap");
        _name = Derive(rootKey, storeId, "name");
    }

    public StoreId StoreId => _storeId;

    public RootKeyId RootKeyId { get; }

    public ReadOnlySpan<byte> Wrap => _wrap.Bytes;

    public static byte[] CheckValue(SecretBuffer rootKey, StoreId storeId, RootKeyId rootKeyId)
    {
        using SecretBuffer value = Derive(rootKey, storeId, "check/" + Convert.ToHexStringLower(rootKeyId.ToBytes()));
        return value.Bytes.ToArray();
    }

    public CredentialId IdOf(CredentialName name)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_name.Bytes, Encoding.UTF8.GetBytes(name.Normalised), mac);
        return new CredentialId(mac[..CredentialId.Length]);
    }

    public void Dispose()
    {
        _wrap.Dispose();
        _name.Dispose();
    }

    private static SecretBuffer Derive(SecretBuffer rootKey, StoreId storeId, string label)
    {
        SecretBuffer derived = new(Aead.KeyLength);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, rootKey.Bytes, derived.Writable, storeId.ToBytes(), Encoding.ASCII.GetBytes(Prefix + label));
        return derived;
    }
}
