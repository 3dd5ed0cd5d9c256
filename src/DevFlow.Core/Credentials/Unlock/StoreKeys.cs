using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Core.Credentials;

/// <summary>The keys of one store, each derived from the root key for one purpose.</summary>
/// <remarks>
/// K_label = HKDF-SHA256(root key, salt = storeId, info = "devflow/cred/v1/" + label), 32 bytes, labels in use:
/// wrap (wraps data keys), manifest, name (turns names into ids), fingerprint. The check value is derived with the label
/// "check/" + lower-case hex of rkId; it is public and tells a wrong root key from a damaged file.
/// The keys never leave: whoever needs one gets what is derived from it, made under a lock, so that locking the store while
/// another thread seals something cannot make it seal with zeros.
/// </remarks>
internal sealed class StoreKeys : IDisposable
{
    private const string Prefix = "devflow/cred/v1/";
    private const int FingerprintLength = 8;

    private readonly Lock _gate = new();
    private readonly SecretBuffer[] _keys;
    private readonly SecretBuffer _name;
    private readonly SecretBuffer _fingerprint;
    private bool _disposed;

    public StoreKeys(SecretBuffer rootKey, StoreId storeId, RootKeyId rootKeyId)
    {
        StoreId = storeId;
        RootKeyId = rootKeyId;
        _keys = [Derive(rootKey, storeId, "wrap"), Derive(rootKey, storeId, "manifest")];
        _name = Derive(rootKey, storeId, "name");
        _fingerprint = Derive(rootKey, storeId, "fingerprint");
    }

    public StoreId StoreId { get; }

    /// <summary>The root key these keys come from; what is written now names it.</summary>
    public RootKeyId RootKeyId { get; }

    /// <summary>The keys of the root key before this one, while a change of it is under way; null otherwise.</summary>
    public StoreKeys? Previous { get; init; }

    public static byte[] CheckValue(SecretBuffer rootKey, StoreId storeId, RootKeyId rootKeyId)
    {
        using SecretBuffer value = Derive(rootKey, storeId, "check/" + Convert.ToHexStringLower(rootKeyId.ToBytes()));
        return value.Bytes.ToArray();
    }

    /// <summary>The keys that open what names this root key; null where the store does not know it.</summary>
    public StoreKeys? For(RootKeyId rootKeyId) => rootKeyId == RootKeyId ? this : Previous?.For(rootKeyId);

    public CredentialId IdOf(CredentialName name) =>
        new(Mac(_name, Encoding.UTF8.GetBytes(name.Normalised)).AsSpan(0, CredentialId.Length));

    /// <summary>Tells equal secrets from different ones without telling anything else to those without the key.</summary>
    public byte[] FingerprintOf(ReadOnlySpan<byte> secret) => Mac(_fingerprint, secret)[..FingerprintLength];

    /// <summary>HKDF-SHA256(K_purpose, salt, info), 32 bytes.</summary>
    public SecretBuffer Derive(KeyPurpose purpose, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info)
    {
        lock (_gate)
        {
            RefuseLocked();
            SecretBuffer derived = new(Aead.KeyLength);
            HKDF.DeriveKey(HashAlgorithmName.SHA256, _keys[(int)purpose].Bytes, derived.Writable, salt, info);
            return derived;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Array.ForEach(_keys, static key => key.Dispose());
            _name.Dispose();
            _fingerprint.Dispose();
        }

        Previous?.Dispose();
    }

    private static SecretBuffer Derive(SecretBuffer rootKey, StoreId storeId, string label)
    {
        SecretBuffer derived = new(Aead.KeyLength);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, rootKey.Bytes, derived.Writable, storeId.ToBytes(), Encoding.ASCII.GetBytes(Prefix + label));
        return derived;
    }

    private byte[] Mac(SecretBuffer key, ReadOnlySpan<byte> text)
    {
        lock (_gate)
        {
            RefuseLocked();
            return HMACSHA256.HashData(key.Bytes, text);
        }
    }

    private void RefuseLocked()
    {
        if (_disposed)
        {
            throw new DevFlowException(
                ErrorReason.StoreLocked,
                "The credential store was locked while it was in use; what was under way did not happen.",
                "Run Unlock-DevFlowCredentialStore, then repeat the command.");
        }
    }
}
