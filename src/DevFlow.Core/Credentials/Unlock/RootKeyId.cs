using System.Buffers.Binary;

namespace DevFlow.Core.Credentials;

/// <summary>16 random bytes that name a root key within a store, so that a file says which key wraps it.</summary>
internal readonly record struct RootKeyId
{
    public const int Length = 16;
    private readonly UInt128 _value;

    public RootKeyId(ReadOnlySpan<byte> bytes)
    {
        _value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public void CopyTo(Span<byte> target) => BinaryPrimitives.WriteUInt128BigEndian(target, _value);

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToBytes());
}
