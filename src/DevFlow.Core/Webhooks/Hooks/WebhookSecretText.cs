using System.Buffers.Text;
using System.Security.Cryptography;

namespace DevFlow.Core.Webhooks;

/// <summary>New secrets: <c>whsec_</c> and the base64 of 32 random bytes. Who knows Standard Webhooks signs with the bytes, all others with the text.</summary>
internal static class WebhookSecretText
{
    private const int KeyLength = 32;

    /// <summary>A fresh one; the caller disposes it.</summary>
    public static SecretBuffer Create()
    {
        ReadOnlySpan<byte> prefix = "whsec_"u8;
        using SecretBuffer key = new(KeyLength);
        RandomNumberGenerator.Fill(key.Writable);
        SecretBuffer text = new(prefix.Length + Base64.GetMaxEncodedToUtf8Length(KeyLength));
        prefix.CopyTo(text.Writable);
        Base64.EncodeToUtf8(key.Bytes, text.Writable[prefix.Length..], out _, out _);
        return text;
    }
}
