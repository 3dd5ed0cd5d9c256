using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Core.Credentials;

/// <summary>The keys of one store in memory: one root key, the index key, and what is derived from them.</summary>
/// <remarks>
/// K_label = HKDF-SHA256(root key, salt = storeId, info = "devflow/cred/v1/" + label), 32 bytes; labels wrap (data keys),
/// manifest, header (MAC of store.json), index (seals the index key), previous (seals the root key before this one).
/// In the same way from the index key: name (turns names into ids), fingerprint, plugins (MAC of plugins.json).
/// The keys never leave: whoever needs one gets what is derived from it. They are read under a lock, so that locking the store while
/// another thread seals something cannot make it seal with zeros.
/// </remarks>
internal sealed class StoreKeys : IDisposable
{
    private const string Prefix = "devflow/cred/v1/";
    private const int FingerprintLength = 8;

    private readonly Lock _gate = new();
    private readonly SecretBuffer _rootKey;
    private readonly SecretBuffer _indexKey;
    private readonly SecretBuffer[] _purposes;
    private readonly SecretBuffer _header;
    private readonly SecretBuffer _index;
    private readonly SecretBuffer _previous;
    private readonly SecretBuffer _name;
    private readonly SecretBuffer _fingerprint;
    private readonly SecretBuffer _plugins;
    private bool _disposed;

    private StoreKeys(StoreId storeId, RootKeyId rootKeyId, ReadOnlySpan<byte> rootKey, ReadOnlySpan<byte> indexKey)
    {
        StoreId = storeId;
        RootKeyId = rootKeyId;
        _rootKey = new SecretBuffer(rootKey);
        _indexKey = new SecretBuffer(indexKey);
        _purposes = [DeriveLabel(_rootKey, "wrap"), DeriveLabel(_rootKey, "manifest")];
        _header = DeriveLabel(_rootKey, "header");
        _index = DeriveLabel(_rootKey, "index");
        _previous = DeriveLabel(_rootKey, "previous");
        _name = DeriveLabel(_indexKey, "name");
        _fingerprint = DeriveLabel(_indexKey, "fingerprint");
        _plugins = DeriveLabel(_indexKey, "plugins");
    }

    public StoreId StoreId { get; }

    /// <summary>The root key these keys come from; what is written now names it.</summary>
    public RootKeyId RootKeyId { get; }

    /// <summary>The keys of the root key before this one, while a change of it is under way; null otherwise.</summary>
    public StoreKeys? Previous { get; private init; }

    /// <summary>The keys of a new store.</summary>
    public static StoreKeys Create()
    {
        using SecretBuffer indexKey = NewKey();
        return Create(new StoreId(Id128.Random()), indexKey.Bytes);
    }

    /// <summary>The keys that a root key opens.</summary>
    /// <exception cref="EnvelopeException">The description was changed by somebody without the root key.</exception>
    public static StoreKeys Open(StoreDescriptor descriptor, SecretBuffer rootKey)
    {
        using SecretBuffer index = DeriveLabel(rootKey, descriptor.StoreId, "index");
        using SecretBuffer indexKey = OpenInner(index, descriptor.IndexKey.Span, descriptor.StoreId);
        StoreKeys keys = new(descriptor.StoreId, descriptor.RootKeyId, rootKey.Bytes, indexKey.Bytes)
        {
            Previous = OpenPrevious(descriptor, rootKey, indexKey),
        };
        if (descriptor.IsSignedBy(keys))
        {
            return keys;
        }

        keys.Dispose();
        throw new EnvelopeException("it was changed by somebody who does not have its key");
    }

    /// <summary>The keys with a newer description of the same store and root key.</summary>
    /// <exception cref="EnvelopeException">The description was changed by somebody without the root key.</exception>
    public StoreKeys Reopen(StoreDescriptor descriptor)
    {
        lock (_gate)
        {
            RefuseLocked();
            return Open(descriptor, _rootKey);
        }
    }

    /// <summary>The keys of a new root key for the same store; what they open under the index key stays.</summary>
    public StoreKeys CreateSuccessor()
    {
        lock (_gate)
        {
            RefuseLocked();
            return Create(StoreId, _indexKey.Bytes);
        }
    }

    /// <summary>The description of this store, opened by these slots alone.</summary>
    /// <param name="slots">The ways to open it, sealed under these keys.</param>
    /// <param name="previous">The keys before these, where files still name them.</param>
    public StoreDescriptor Describe(IEnumerable<UnlockSlot> slots, StoreKeys? previous = null)
    {
        lock (_gate)
        {
            RefuseLocked();
            (RootKeyId, ReadOnlyMemory<byte>)? earlier = previous is null ? null : (previous.RootKeyId, previous.SealRootKey(_previous));
            return new StoreDescriptor(StoreId, RootKeyId, SealedKey.Seal(_index, _indexKey, StoreId.Value.ToBytes()), earlier, [.. slots], default).Sign(this);
        }
    }

    /// <summary>The slot with the root key sealed under its holder's key.</summary>
    public UnlockSlot Seal(UnlockSlot slot, SecretBuffer key)
    {
        lock (_gate)
        {
            RefuseLocked();
            return slot.Seal(StoreId, RootKeyId, key, _rootKey);
        }
    }

    /// <summary>The keys that open what names this root key; null where the store does not know it.</summary>
    public StoreKeys? For(RootKeyId rootKeyId) => rootKeyId == RootKeyId ? this : Previous?.For(rootKeyId);

    public CredentialId IdOf(CredentialName name) =>
        new(new Id128(Mac(_name, Encoding.UTF8.GetBytes(name.Normalised)).AsSpan(0, Id128.Length)));

    /// <summary>Tells equal secrets from different ones, and nothing else to those without the key.</summary>
    public byte[] FingerprintOf(ReadOnlySpan<byte> secret) => Mac(_fingerprint, secret)[..FingerprintLength];

    public byte[] SignHeader(ReadOnlySpan<byte> header) => Mac(_header, header);

    /// <summary>The seal of what the user decided about plugins; a change of the root key leaves it as it is.</summary>
    public byte[] SignPlugins(ReadOnlySpan<byte> record) => Mac(_plugins, record);

    /// <summary>HKDF-SHA256(K_purpose, salt, info), 32 bytes.</summary>
    public SecretBuffer Derive(KeyPurpose purpose, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info)
    {
        Span<byte> key = stackalloc byte[Aead.KeyLength];
        try
        {
            Copy(_purposes[(int)purpose], key);
            SecretBuffer derived = new(Aead.KeyLength);
            HKDF.DeriveKey(HashAlgorithmName.SHA256, key, derived.Writable, salt, info);
            return derived;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Array.ForEach([_rootKey, _indexKey, _header, _index, _previous, _name, _fingerprint, _plugins, .. _purposes], static key => key.Dispose());
        }

        Previous?.Dispose();
    }

    /// <summary>32 random bytes.</summary>
    public static SecretBuffer NewKey()
    {
        SecretBuffer key = new(Aead.KeyLength);
        RandomNumberGenerator.Fill(key.Writable);
        return key;
    }

    private byte[] SealRootKey(SecretBuffer key)
    {
        lock (_gate)
        {
            RefuseLocked();
            return SealedKey.Seal(key, _rootKey, StoreId.Value.ToBytes());
        }
    }

    private static StoreKeys Create(StoreId storeId, ReadOnlySpan<byte> indexKey)
    {
        using SecretBuffer rootKey = NewKey();
        return new StoreKeys(storeId, new RootKeyId(Id128.Random()), rootKey.Bytes, indexKey);
    }

    private static StoreKeys? OpenPrevious(StoreDescriptor descriptor, SecretBuffer rootKey, SecretBuffer indexKey)
    {
        if (descriptor.Previous is not var (id, sealedKey))
        {
            return null;
        }

        using SecretBuffer previous = DeriveLabel(rootKey, descriptor.StoreId, "previous");
        using SecretBuffer key = OpenInner(previous, sealedKey.Span, descriptor.StoreId);
        return new StoreKeys(descriptor.StoreId, id, key.Bytes, indexKey.Bytes);
    }

    private static SecretBuffer OpenInner(SecretBuffer key, ReadOnlySpan<byte> sealedKey, StoreId storeId) =>
        SealedKey.TryOpen(key, sealedKey, storeId.Value.ToBytes()) ?? throw new EnvelopeException("a key in it was changed");

    private static SecretBuffer DeriveLabel(SecretBuffer key, StoreId storeId, string label)
    {
        SecretBuffer derived = new(Aead.KeyLength);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Bytes, derived.Writable, storeId.Value.ToBytes(), Encoding.ASCII.GetBytes(Prefix + label));
        return derived;
    }

    private SecretBuffer DeriveLabel(SecretBuffer key, string label) => DeriveLabel(key, StoreId, label);

    private byte[] Mac(SecretBuffer key, ReadOnlySpan<byte> text)
    {
        Span<byte> copy = stackalloc byte[Aead.KeyLength];
        try
        {
            Copy(key, copy);
            return HMACSHA256.HashData(copy, text);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <summary>Copies a key for the moment of its use, so that threads that read side by side wait for each other no longer than that takes.</summary>
    private void Copy(SecretBuffer key, Span<byte> target)
    {
        lock (_gate)
        {
            RefuseLocked();
            key.Bytes.CopyTo(target);
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
