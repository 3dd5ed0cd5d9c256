using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Platforms;

/// <summary>
/// The signature of Standard Webhooks, symmetric form: <c>webhook-signature: v1,base64(HMAC-SHA256(key, id.timestamp.body))</c>; the key is
/// base64 after <c>whsec_</c> (github.com/standard-webhooks/standard-webhooks, "spec").
/// </summary>
internal static class StandardSignature
{
    private const string IdHeader = "webhook-id";
    private const string TimestampHeader = "webhook-timestamp";
    private const string SignatureHeader = "webhook-signature";
    private const string Version = "v1,";
    private const int MaxIdLength = 128;
    private const int MaxSignatures = 8;

    // Keys have 24 to 64 bytes; more than this is no key.
    private const int MaxKeyLength = 128;

    // "Verifying webhook authenticity": both ways, for clocks differ in both.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static ReadOnlySpan<byte> SecretPrefix => "whsec_"u8;

    public static bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        string? id = request.Header(IdHeader);
        string? timestamp = request.Header(TimestampHeader);
        string? signatures = request.Header(SignatureHeader);
        if (!request.Check("webhook-id is there, once", id is { Length: > 0 and <= MaxIdLength })
            || !request.Check("webhook-timestamp is there, once, and at most 5 minutes from now", timestamp is not null && IsRecent(timestamp, request.ReceivedAt))
            || !request.Check("webhook-signature is there, once", signatures is not null))
        {
            return false;
        }

        Span<byte> key = stackalloc byte[MaxKeyLength];
        try
        {
            int length = DecodeKey(secret, key);
            if (!request.Check("the secret is a key in base64, with or without whsec_ before it", length > 0))
            {
                return false;
            }

            Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
            Compute(key[..length], id!, timestamp!, request.Body.Span, expected);
            return request.Check("one of the signatures is HMAC-SHA256 of id.timestamp.body with the secret", IsAmong(signatures!, expected));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public static Dictionary<string, string> Sign(WebhookSample sample, DateTimeOffset sentAt, ReadOnlySpan<byte> secret)
    {
        Span<byte> key = stackalloc byte[MaxKeyLength];
        try
        {
            int length = DecodeKey(secret, key);
            if (length <= 0)
            {
                throw new DevFlowException(ErrorReason.InvalidArgument, "The secret is no key of Standard Webhooks.", "Give whsec_ and base64, as the sender shows it.");
            }

            string timestamp = sentAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
            Compute(key[..length], sample.Id, timestamp, sample.Body.Span, signature);
            return new(StringComparer.OrdinalIgnoreCase)
            {
                [IdHeader] = sample.Id,
                [TimestampHeader] = timestamp,
                [SignatureHeader] = Version + Convert.ToBase64String(signature),
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static int DecodeKey(ReadOnlySpan<byte> secret, Span<byte> key)
    {
        ReadOnlySpan<byte> encoded = secret.StartsWith(SecretPrefix) ? secret[SecretPrefix.Length..] : secret;
        return !encoded.IsEmpty
            && Base64.GetMaxDecodedFromUtf8Length(encoded.Length) <= key.Length
            && Base64.DecodeFromUtf8(encoded, key, out _, out int length) == OperationStatus.Done ? length : 0;
    }

    private static void Compute(ReadOnlySpan<byte> key, string id, string timestamp, ReadOnlySpan<byte> body, Span<byte> signature)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hash.AppendData(body);
        hash.GetHashAndReset(signature);
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
