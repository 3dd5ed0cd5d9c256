using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DevFlow.Core.Credentials;

/// <summary>Part A of a credential file: public, fixed for one version, authenticated together with every other part.</summary>
/// <remarks>
/// Little-endian, 59 bytes:
/// <code>
///  0  magic        4   "DFC1"
///  4  suite        u16 0x0001 = AES-256-GCM + HKDF-SHA256 + key commitment
///  6  storeId      16
/// 22  credId       16  first half of HMAC-SHA256(K_name, normalised name); its Base32 form is the file name
/// 38  type         u8  CredentialKind
/// 39  version      u64 1, 2, 3, ...
/// 47  createdUtcMs u64 Unix time
/// 55  flags        u32 0
/// </code>
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EnvelopeHeader(StoreId StoreId, CredentialId CredentialId, CredentialKind Kind, long Version, long CreatedUtcMs)
{
    public const int Length = 59;
    private const ushort Suite = 0x0001;

    private static ReadOnlySpan<byte> Magic => "DFC1"u8;

    public static EnvelopeHeader Parse(ReadOnlySpan<byte> bytes)
    {
        if (!bytes[..4].SequenceEqual(Magic))
        {
            throw new EnvelopeException("it does not begin like a credential file");
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]) != Suite || BinaryPrimitives.ReadUInt32LittleEndian(bytes[55..]) != 0)
        {
            throw new EnvelopeException("its format is unknown to this version of DevFlow");
        }

        EnvelopeHeader header = new(
            new StoreId(new Id128(bytes.Slice(6, Id128.Length))),
            new CredentialId(new Id128(bytes.Slice(22, Id128.Length))),
            (CredentialKind)bytes[38],
            BinaryPrimitives.ReadInt64LittleEndian(bytes[39..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[47..]));
        bool plausible = Enum.IsDefined(header.Kind) && header.Version >= 1
            && header.CreatedUtcMs >= 0 && header.CreatedUtcMs <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        return plausible ? header : throw new EnvelopeException("its header makes no sense");
    }

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), Suite);
        StoreId.Value.CopyTo(bytes.AsSpan(6));
        CredentialId.Value.CopyTo(bytes.AsSpan(22));
        bytes[38] = (byte)Kind;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(39), Version);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(47), CreatedUtcMs);
        return bytes;
    }
}
