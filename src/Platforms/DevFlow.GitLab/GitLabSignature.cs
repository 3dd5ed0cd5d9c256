using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DevFlow.GitLab;

/// <summary>
/// Who sent a delivery. A secret that begins with <c>whsec_</c> is a signing token (Standard Webhooks): the delivery must carry
/// <c>webhook-signature: v1,base64(HMAC-SHA256(key, id.timestamp.body))</c>. Any other is a secret token, sent in clear as
/// <c>X-Gitlab-Token</c>. Neither is ever taken in place of the other, so that a signature that fails cannot be got around.
/// </summary>
internal static class GitLabSignature
{
    private const string Version = "v1,";
    private const int MaxIdLength = 128;
    private const int MaxSignatures = 8;

    // Keys have 32 bytes; more than this is no key.
    private const int MaxKeyLength = 128;

    // Standard Webhooks, "Verifying webhook authenticity": both ways, for clocks differ in both.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        if (secret.IsEmpty)
        {
            return false;
        }

        ReadOnlySpan<byte> signingPrefix = "whsec_"u8;
        return secret.StartsWith(signingPrefix)
            ? VerifySignature(request, secret[signingPrefix.Length..])
            : VerifyToken(request, secret);
    }

    private static bool VerifyToken(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        // A delivery that is signed must be verified by its signature, and this secret cannot.
        if (request.Header("X-Gitlab-Token") is not string token || request.Header("webhook-signature") is not null)
        {
            return false;
        }

        // Hashed, so that the time tells nothing about the length either.
        Span<byte> claimed = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), claimed);
        SHA256.HashData(secret, expected);
        return CryptographicOperations.FixedTimeEquals(claimed, expected);
    }

    private static bool VerifySignature(WebhookRequest request, ReadOnlySpan<byte> encodedKey)
    {
        if (request.Header("webhook-id") is not { Length: > 0 and <= MaxIdLength } id
            || request.Header("webhook-timestamp") is not string timestamp
            || request.Header("webhook-signature") is not string signatures
            || !IsRecent(timestamp, request.ReceivedAt))
        {
            return false;
        }

        Span<byte> key = stackalloc byte[MaxKeyLength];
        try
        {
            if (encodedKey.IsEmpty
                || Base64.GetMaxDecodedFromUtf8Length(encodedKey.Length) > key.Length
                || Base64.DecodeFromUtf8(encodedKey, key, out _, out int length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key[..length]);
            hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
            hash.AppendData(request.Body.Span);
            Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
            hash.GetHashAndReset(expected);
            return IsAmong(signatures, expected);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static bool IsRecent(string timestamp, DateTimeOffset receivedAt) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
        && Math.Abs((decimal)receivedAt.ToUnixTimeSeconds() - seconds) <= (decimal)Tolerance.TotalSeconds;

    // Several, parted by spaces, while a key is being replaced. All are compared: the time tells not which one it was.
    private static bool IsAmong(string signatures, ReadOnlySpan<byte> expected)
    {
        bool found = false;
        int left = MaxSignatures;
        Span<byte> claimed = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (Range range in signatures.AsSpan().Split(' '))
        {
            ReadOnlySpan<char> one = signatures.AsSpan(range);
            if (left-- > 0
                && one.StartsWith(Version, StringComparison.Ordinal)
                && Convert.TryFromBase64Chars(one[Version.Length..], claimed, out int length)
                && length == claimed.Length)
            {
                found |= CryptographicOperations.FixedTimeEquals(claimed, expected);
            }
        }

        return found;
    }
}
