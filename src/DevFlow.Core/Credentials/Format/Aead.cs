using System.Security.Cryptography;

namespace DevFlow.Core.Credentials;

/// <summary>
/// AES-256-GCM with the sizes that every platform of .NET offers: a 12-byte nonce and a 16-byte tag (macOS takes no other).
/// Every key of this store seals exactly one message, so random nonces cannot repeat under a key.
/// </summary>
internal static class Aead
{
    public const int KeyLength = 32;
    public const int NonceLength = 12;
    public const int TagLength = 16;

    public static void Seal(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> plainText,
        ReadOnlySpan<byte> associatedData,
        Span<byte> cipherText,
        Span<byte> tag)
    {
        using AesGcm cipher = new(key, TagLength);
        cipher.Encrypt(nonce, plainText, cipherText, tag, associatedData);
    }

    /// <summary>False where the seal does not fit; the plain text is then all zeros.</summary>
    public static bool TryOpen(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> cipherText,
        ReadOnlySpan<byte> tag,
        ReadOnlySpan<byte> associatedData,
        Span<byte> plainText)
    {
        using AesGcm cipher = new(key, TagLength);
        try
        {
            cipher.Decrypt(nonce, cipherText, tag, plainText, associatedData);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            plainText.Clear();
            return false;
        }
    }
}
