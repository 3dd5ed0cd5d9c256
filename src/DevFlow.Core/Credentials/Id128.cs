using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DevFlow.Core.Credentials;

/// <summary>16 bytes that name something; what they name is the type that wraps them.</summary>
internal readonly record struct Id128
{
    public const int Length = 16;

    private readonly UInt128 _value;

    public Id128(ReadOnlySpan<byte> bytes)
    {
        _value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static Id128 Random() => new(RandomNumberGenerator.GetBytes(Length));

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
