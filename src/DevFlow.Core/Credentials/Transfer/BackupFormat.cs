using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace DevFlow.Core.Credentials;

/// <summary>A backup, format "DFB1": a store in one file, with a root key of its own that one passphrase opens.</summary>
/// <remarks>
/// Little-endian:
/// <code>
/// magic             4    "DFB1"
/// suite             u16  0x0001
/// descriptorLength  u32
/// descriptor             as store.json, see StoreDescriptor; exactly one method, a passphrase
/// count             u32
/// count items            digest 32 = SHA-256(file) | length u32 | file as in a store, see Envelope
/// mac               32   HMAC-SHA256(K_header, all that precedes)
/// </code>
/// Nothing may follow. The digests tell which item is damaged, the MAC that none was taken out, added or put in another order.
/// A descriptor begins with a brace, so no MAC of one can stand for the other.
/// </remarks>
internal sealed class BackupFormat(IKeyHolder passphrases, TimeProvider time)
{
    public const int MaxLength = 256 * 1024 * 1024;
    private const int MaxItems = 100_000;
    private const ushort Suite = 0x0001;

    private static ReadOnlySpan<byte> Magic => "DFB1"u8;

    /// <summary>The bytes of a backup of these credentials.</summary>
    public byte[] Write(IReadOnlyList<FoundCredential> items, SecretBuffer passphrase)
    {
        if (items.Count > MaxItems)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"A backup holds at most {MaxItems:N0} credentials.", "Write several, by names.");
        }

        using StoreKeys keys = StoreKeys.Create();
        byte[] descriptor = Describe(keys, passphrase).ToBytes();
        using MemoryStream target = new();
        using BinaryWriter writer = new(target);
        writer.Write(Magic);
        writer.Write(Suite);
        writer.Write(descriptor.Length);
        writer.Write(descriptor);
        writer.Write(items.Count);
        foreach (FoundCredential item in items)
        {
            byte[] file = Seal(item, keys);
            writer.Write(SHA256.HashData(file));
            writer.Write(file.Length);
            writer.Write(file);
            if (target.Length > MaxLength - SHA256.HashSizeInBytes)
            {
                throw new DevFlowException(ErrorReason.InvalidArgument, "The backup would be longer than 256 MiB.", "Write several, by names.");
            }
        }

        writer.Write(keys.SignHeader(target.GetBuffer().AsSpan(0, (int)target.Length)));
        return target.ToArray();
    }

    /// <summary>Everything in a backup, or nothing; the caller disposes what it gets.</summary>
    /// <exception cref="EnvelopeException">It is not what was written.</exception>
    /// <exception cref="KeyUnavailableException">The passphrase is another one.</exception>
    public IReadOnlyList<FoundCredential> Read(ReadOnlySpan<byte> content, SecretBuffer passphrase, string source)
    {
        Reader reader = new(content);
        if (!reader.Take(Magic.Length).SequenceEqual(Magic))
        {
            throw new EnvelopeException("it does not begin like a backup");
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(reader.Take(sizeof(ushort))) != Suite)
        {
            throw new EnvelopeException("its format is unknown to this version of DevFlow");
        }

        StoreDescriptor descriptor = StoreDescriptor.Parse(reader.Take(reader.Length(StoreDescriptor.MaxLength)).ToArray());
        List<byte[]> files = ReadFiles(ref reader);
        ReadOnlySpan<byte> signed = content[..reader.Position];
        ReadOnlySpan<byte> mac = reader.Take(SHA256.HashSizeInBytes);
        if (!reader.IsAtEnd)
        {
            throw new EnvelopeException("something follows its end");
        }

        using StoreKeys keys = Open(descriptor, passphrase);
        return CryptographicOperations.FixedTimeEquals(keys.SignHeader(signed), mac)
            ? OpenAll(files, keys, source)
            : throw new EnvelopeException("it is not as a whole what was written");
    }

    private StoreDescriptor Describe(StoreKeys keys, SecretBuffer passphrase)
    {
        string id = UnlockSlot.NewId();
        (SecretBuffer key, ImmutableSortedDictionary<string, string> parameters) = passphrases.Create(keys.StoreId, id, new UnlockMethodDraft(UnlockMethodKind.Passphrase) { Passphrase = passphrase });
        using (key)
        {
            return keys.Describe([keys.Seal(new UnlockSlot(id, UnlockMethodKind.Passphrase, time.GetUtcNow().ToUnixTimeMilliseconds(), parameters, RootKey: default), key)]);
        }
    }

    private StoreKeys Open(StoreDescriptor descriptor, SecretBuffer passphrase)
    {
        if (descriptor.Slots is not [{ Kind: UnlockMethodKind.Passphrase } slot] || descriptor.Previous is not null)
        {
            throw new EnvelopeException("it is not opened by one passphrase");
        }

        using SecretBuffer key = passphrases.Read(descriptor.StoreId, slot, passphrase);
        using SecretBuffer rootKey = SealedKey.TryOpen(key, slot.RootKey.Span, slot.Bind(descriptor.StoreId, descriptor.RootKeyId))
            ?? throw new KeyUnavailableException("the passphrase is another one", "Give the passphrase the backup was made with.");
        return StoreKeys.Open(descriptor, rootKey);
    }

    private static byte[] Seal(FoundCredential item, StoreKeys keys)
    {
        Credential credential = item.Draft;
        EnvelopeHeader header = new(keys.StoreId, keys.IdOf(CredentialName.Parse(credential.Name)), credential.Kind, credential.Version, credential.StoredAt.ToUnixTimeMilliseconds());
        return Envelope.Seal(header, keys, MetaCodec.Encode(credential), item.Secret.Bytes);
    }

    private static List<byte[]> ReadFiles(ref Reader reader)
    {
        int count = reader.Length(MaxItems);
        List<byte[]> files = [];
        for (int number = 1; number <= count; number++)
        {
            ReadOnlySpan<byte> digest = reader.Take(SHA256.HashSizeInBytes);
            byte[] file = reader.Take(reader.Length(Envelope.MaxLength)).ToArray();
            files.Add(SHA256.HashData(file).AsSpan().SequenceEqual(digest) ? file : throw new EnvelopeException($"its item {number} is damaged"));
        }

        return files;
    }

    private static List<FoundCredential> OpenAll(List<byte[]> files, StoreKeys keys, string source)
    {
        List<FoundCredential> found = [];
        HashSet<CredentialId> ids = [];
        try
        {
            foreach (byte[] file in files)
            {
                Envelope envelope = Envelope.Parse(file);
                using SecretBuffer meta = envelope.OpenMeta(keys);
                Credential credential = MetaCodec.Decode(meta.Bytes, envelope.Header);
                if (envelope.Header.StoreId != keys.StoreId || keys.IdOf(CredentialName.Parse(credential.Name)) != envelope.Header.CredentialId || !ids.Add(envelope.Header.CredentialId))
                {
                    throw new EnvelopeException("an item in it belongs elsewhere", StoreFindingKind.Foreign);
                }

                found.Add(new FoundCredential(credential, envelope.OpenSecret(keys), source));
            }

            return found;
        }
        catch
        {
            found.ForEach(static item => item.Dispose());
            throw;
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> content)
    {
        private readonly ReadOnlySpan<byte> _content = content;

        public int Position { get; private set; }

        public readonly bool IsAtEnd => Position == _content.Length;

        public ReadOnlySpan<byte> Take(int length)
        {
            if (length > _content.Length - Position)
            {
                throw new EnvelopeException("it ends too early");
            }

            Position += length;
            return _content.Slice(Position - length, length);
        }

        public int Length(int limit) => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint))) is uint length && length <= limit
            ? (int)length
            : throw new EnvelopeException("it asks for more than a backup may hold");
    }
}
