using System.Buffers.Binary;

namespace DevFlow.Core.Credentials;

/// <summary>
/// The id of a credential in one store: 16 bytes that only the holder of the key can compute from a name, so the folder
/// listing tells nothing. As a file name it is the Base32 form, 26 characters.
/// </summary>
internal readonly record struct CredentialId
{
    public const int Length = 16;
    private readonly UInt128 _value;

    public CredentialId(ReadOnlySpan<byte> bytes)
    {
        _value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>Reads the Base32 form.</summary>
    public static CredentialId? TryParse(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[Length];
        return Base32.TryDecode(text, bytes) ? new CredentialId(bytes) : null;
    }

    public void CopyTo(Span<byte> target) => BinaryPrimitives.WriteUInt128BigEndian(target, _value);

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return Base32.Encode(bytes);
    }
}
