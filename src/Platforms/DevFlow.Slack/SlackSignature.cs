using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DevFlow.Platforms;

namespace DevFlow.Slack;

/// <summary>
/// Who sent a delivery: <c>X-Slack-Signature: v0=&lt;hex HMAC-SHA256(signing secret, "v0:" timestamp ":" body)&gt;</c>
/// (docs.slack.dev, "Verifying requests from Slack").
/// </summary>
internal static class SlackSignature
{
    private const string Version = "v0";
    private const string TimestampHeader = "X-Slack-Request-Timestamp";
    private const string SignatureHeader = "X-Slack-Signature";

    // Slack tells to refuse what is older; what is newer could be kept to be sent later.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        string? timestamp = request.Header(TimestampHeader);
        string? signature = request.Header(SignatureHeader);
        if (!request.Check("there is a secret", !secret.IsEmpty)
            || !request.Check("X-Slack-Request-Timestamp is there, once, and at most 5 minutes from now", IsRecent(timestamp, request.ReceivedAt))
            || !request.Check("X-Slack-Signature is there, once", signature is not null))
        {
            return false;
        }

        Span<byte> computed = stackalloc byte[SHA256.HashSizeInBytes];
        Compute(timestamp!, request.Body.Span, secret, computed);
        return request.Check("X-Slack-Signature is v0= and HMAC-SHA256 of v0:timestamp:body with the signing secret", HexSignature.Matches(signature, Version + "=", computed));
    }

    public static Dictionary<string, string> Sign(ReadOnlySpan<byte> body, DateTimeOffset sentAt, ReadOnlySpan<byte> secret)
    {
        string timestamp = sentAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Span<byte> computed = stackalloc byte[SHA256.HashSizeInBytes];
        Compute(timestamp, body, secret, computed);
        return new(StringComparer.OrdinalIgnoreCase) { [TimestampHeader] = timestamp, [SignatureHeader] = HexSignature.Of(Version + "=", computed) };
    }

    private static bool IsRecent(string? timestamp, DateTimeOffset receivedAt) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
        && Math.Abs((decimal)receivedAt.ToUnixTimeSeconds() - seconds) <= (decimal)Tolerance.TotalSeconds;

    private static void Compute(string timestamp, ReadOnlySpan<byte> body, ReadOnlySpan<byte> secret, Span<byte> signature)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.ASCII.GetBytes($"{Version}:{timestamp}:"));
        hash.AppendData(body);
        hash.GetHashAndReset(signature);
    }
}
