namespace DevFlow.Core.Credentials;

/// <summary>
/// The id of a credential in one store: bytes that only the holder of the key can compute from a name, so the folder
/// listing tells nothing. As a file name it is the Base32 form, 26 characters.
/// </summary>
internal readonly record struct CredentialId(Id128 Value)
{
    /// <summary>Reads the Base32 form.</summary>
    public static CredentialId? TryParse(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[Id128.Length];
        return Base32.TryDecode(text, bytes) ? new CredentialId(new Id128(bytes)) : null;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Id128.Length];
        Value.CopyTo(bytes);
        return Base32.Encode(bytes);
    }
}
