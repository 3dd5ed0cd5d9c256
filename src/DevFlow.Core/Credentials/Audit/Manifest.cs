using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DevFlow.Core.Credentials;

/// <summary>
/// The sealed file <c>manifest.dfm</c>: what must be in the store at one place of the audit log. What came after is in the log,
/// so that a write does not rewrite this.
/// </summary>
/// <remarks>
/// Little-endian. Header (46), associated data of the part after it:
/// <code>
/// magic "DFM1" 4 | suite u16 = 1 | storeId 16 | rkId 16 | generation u64
/// </code>
/// Then one sealed part, label "manifest", file key HKDF(K_manifest, no salt, "manifest"). Its text:
/// <code>
/// segment number u32 | offset u64 | sequence u64 | hash 32          the place in the log
/// segmentCount u32, then each: number u32 | sequence u64 | hash 32 | key 32
/// entryCount u32, then each: credId 16 | version u64 | removed u8 (0, 1) | digest 32 (zeros where removed)
/// </code>
/// </remarks>
internal sealed record Manifest(long Generation, LogPosition Position, IReadOnlyList<LogSegment> Segments, IReadOnlyDictionary<CredentialId, LedgerEntry> Entries)
{
    /// <summary>The longest file that is read: about a million credentials.</summary>
    public const int MaxLength = 64 * 1024 * 1024;

    private const int HeaderLength = 4 + sizeof(ushort) + (2 * Id128.Length) + sizeof(long);
    private const int HashLength = SHA256.HashSizeInBytes;
    private const int PositionLength = sizeof(int) + (2 * sizeof(long)) + HashLength;
    private const int SegmentLength = sizeof(int) + sizeof(long) + HashLength + Aead.KeyLength;
    private const int EntryLength = Id128.Length + sizeof(long) + 1 + HashLength;
    private const ushort Suite = 0x0001;

    private static ReadOnlySpan<byte> Magic => "DFM1"u8;

    private static ReadOnlySpan<byte> Label => "manifest"u8;

    public byte[] Seal(StoreKeys keys)
    {
        using SecretBuffer text = new(PositionLength + (2 * sizeof(int)) + (Segments.Count * SegmentLength) + (Entries.Count * EntryLength));
        Write(text.Writable);
        byte[] file = new byte[HeaderLength + SealedPart.LengthFor(text.Length)];
        Span<byte> header = file.AsSpan(0, HeaderLength);
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], Suite);
        keys.StoreId.Value.CopyTo(header[6..]);
        keys.RootKeyId.Value.CopyTo(header[22..]);
        BinaryPrimitives.WriteInt64LittleEndian(header[38..], Generation);
        using SecretBuffer fileKey = keys.Derive(KeyPurpose.Manifest, default, Label);
        SealedPart.Seal(file.AsSpan(HeaderLength), fileKey.Bytes, Label, header, text.Bytes);
        return file;
    }

    public static Manifest Open(byte[] file, StoreKeys keys)
    {
        if (file.Length < HeaderLength || !file.AsSpan(0, 4).SequenceEqual(Magic))
        {
            throw new EnvelopeException("it does not begin like a manifest");
        }

        ReadOnlySpan<byte> header = file.AsSpan(0, HeaderLength);
        if (BinaryPrimitives.ReadUInt16LittleEndian(header[4..]) != Suite)
        {
            throw new EnvelopeException("its format is unknown to this version of DevFlow");
        }

        if (new StoreId(new Id128(header.Slice(6, Id128.Length))) != keys.StoreId)
        {
            throw new EnvelopeException("it belongs to another store");
        }

        Range part = SealedPart.Find(file, HeaderLength);
        if (part.End.Value != file.Length)
        {
            throw new EnvelopeException("something follows its end");
        }

        StoreKeys known = keys.For(new RootKeyId(new Id128(header.Slice(22, Id128.Length)))) ?? throw new EnvelopeException("it names a root key this store does not have");
        using SecretBuffer fileKey = known.Derive(KeyPurpose.Manifest, default, Label);
        using SecretBuffer text = SealedPart.Open(file.AsSpan(part), fileKey.Bytes, Label, header);
        return Parse(BinaryPrimitives.ReadInt64LittleEndian(header[38..]), text.Bytes);
    }

    private void Write(Span<byte> rest)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Take(ref rest, sizeof(int)), Position.Segment);
        BinaryPrimitives.WriteInt64LittleEndian(Take(ref rest, sizeof(long)), Position.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(Take(ref rest, sizeof(long)), Position.Sequence);
        Position.Hash.CopyTo(Take(ref rest, HashLength));
        BinaryPrimitives.WriteInt32LittleEndian(Take(ref rest, sizeof(int)), Segments.Count);
        foreach (LogSegment segment in Segments)
        {
            BinaryPrimitives.WriteInt32LittleEndian(Take(ref rest, sizeof(int)), segment.Number);
            BinaryPrimitives.WriteInt64LittleEndian(Take(ref rest, sizeof(long)), segment.Start.Sequence);
            segment.Start.Hash.CopyTo(Take(ref rest, HashLength));
            segment.Key.CopyTo(Take(ref rest, Aead.KeyLength));
        }

        BinaryPrimitives.WriteInt32LittleEndian(Take(ref rest, sizeof(int)), Entries.Count);
        foreach ((CredentialId id, LedgerEntry entry) in Entries)
        {
            id.Value.CopyTo(Take(ref rest, Id128.Length));
            BinaryPrimitives.WriteInt64LittleEndian(Take(ref rest, sizeof(long)), entry.Version);
            Take(ref rest, 1)[0] = entry.Digest is null ? (byte)1 : (byte)0;
            Span<byte> digest = Take(ref rest, HashLength);
            digest.Clear();
            entry.Digest?.CopyTo(digest);
        }
    }

    /// <summary>Reads the text, once its seal is opened.</summary>
    public static Manifest Parse(long generation, ReadOnlySpan<byte> rest)
    {
        try
        {
            LogPosition position = new(Int32(ref rest), Int64(ref rest), Int64(ref rest), [.. Take(ref rest, HashLength)]);
            LogSegment[] segments = new LogSegment[Count(ref rest, SegmentLength)];
            for (int i = 0; i < segments.Length; i++)
            {
                int number = Int32(ref rest);
                LogPosition start = new(number, Offset: 0, Int64(ref rest), [.. Take(ref rest, HashLength)]);
                segments[i] = new LogSegment(start, [.. Take(ref rest, Aead.KeyLength)]);
            }

            int count = Count(ref rest, EntryLength);
            Dictionary<CredentialId, LedgerEntry> entries = new(count);
            for (int i = 0; i < count; i++)
            {
                CredentialId id = new(new Id128(Take(ref rest, Id128.Length)));
                long version = Int64(ref rest);
                bool removed = Take(ref rest, 1)[0] == 1;
                ReadOnlySpan<byte> digest = Take(ref rest, HashLength);
                entries.Add(id, new LedgerEntry(version, removed ? null : [.. digest]));
            }

            return rest.IsEmpty && segments.Length > 0
                ? new Manifest(generation, position, segments, entries)
                : throw new EnvelopeException("its content makes no sense");
        }
        catch (ArgumentException)
        {
            throw new EnvelopeException("its content makes no sense");
        }
    }

    // Bounded by what is there, before any memory is taken for it.
    private static int Count(ref ReadOnlySpan<byte> rest, int length) =>
        Int32(ref rest) is int count and >= 0 && count <= rest.Length / length ? count : throw new EnvelopeException("its content makes no sense");

    private static int Int32(ref ReadOnlySpan<byte> rest) => BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, sizeof(int)));

    private static long Int64(ref ReadOnlySpan<byte> rest) => BinaryPrimitives.ReadInt64LittleEndian(Take(ref rest, sizeof(long)));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int length)
    {
        ReadOnlySpan<byte> taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static Span<byte> Take(ref Span<byte> rest, int length)
    {
        Span<byte> taken = rest[..length];
        rest = rest[length..];
        return taken;
    }
}
