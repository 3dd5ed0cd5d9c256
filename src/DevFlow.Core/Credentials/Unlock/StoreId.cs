using System.Buffers.Binary;

namespace DevFlow.Core.Credentials;

/// <summary>16 random bytes that tell one store from every other; part of every derived key and every file.</summary>
internal readonly record struct StoreId
{
    public const int Length = 16;
    private readonly UInt128 _value;

    public StoreId(ReadOnlySpan<byte> bytes)
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
