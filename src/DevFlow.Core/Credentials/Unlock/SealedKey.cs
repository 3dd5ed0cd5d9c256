namespace DevFlow.Core.Credentials;

/// <summary>A key of 32 bytes, sealed under another one as a <see cref="SealedPart"/>, label "sealed-key".</summary>
internal static class SealedKey
{
    public static int Length { get; } = (int)SealedPart.LengthFor(Aead.KeyLength);

    private static ReadOnlySpan<byte> Label => "sealed-key"u8;

    /// <param name="wrappingKey">The key to seal under.</param>
    /// <param name="key">The key to seal.</param>
    /// <param name="binding">Where it belongs; it opens nowhere else.</param>
    public static byte[] Seal(SecretBuffer wrappingKey, SecretBuffer key, ReadOnlySpan<byte> binding)
    {
        byte[] result = new byte[Length];
        SealedPart.Seal(result, wrappingKey.Bytes, Label, binding, key.Bytes);
        return result;
    }

    /// <summary>The key; null where it was sealed under another one.</summary>
    /// <exception cref="EnvelopeException">It was sealed under this key, and was changed since.</exception>
    public static SecretBuffer? TryOpen(SecretBuffer wrappingKey, ReadOnlySpan<byte> sealedKey, ReadOnlySpan<byte> binding)
    {
        // A part of another length would be one that names another length than its own.
        return SealedPart.Find(sealedKey, 0).End.Value == Length
            ? SealedPart.TryOpen(sealedKey, wrappingKey.Bytes, Label, binding)
            : throw new EnvelopeException("a key in it was changed");
    }
}
