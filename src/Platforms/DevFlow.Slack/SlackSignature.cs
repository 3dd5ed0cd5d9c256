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

    // Slack tells to refuse what is older; what is newer could be kept to be sent later.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        if (secret.IsEmpty
            || request.Header("X-Slack-Request-Timestamp") is not string timestamp
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            || Math.Abs((decimal)request.ReceivedAt.ToUnixTimeSeconds() - seconds) > (decimal)Tolerance.TotalSeconds)
        {
            return false;
        }

        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.ASCII.GetBytes($"{Version}:{timestamp}:"));
        hash.AppendData(request.Body.Span);
        Span<byte> computed = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(computed);
        return HexSignature.Matches(request.Header("X-Slack-Signature"), Version + "=", computed);
    }
}
