using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Platforms.Tests.Slack;

/// <summary>Deliveries as Slack sends them.</summary>
internal static class SlackDelivery
{
    public const string Form = "application/x-www-form-urlencoded";

    public static WebhookRequest Json(string body) => TestDelivery.With(Encoding.UTF8.GetBytes(body), ("Content-Type", "application/json"));

    public static WebhookRequest OfForm(string body) => TestDelivery.With(Encoding.UTF8.GetBytes(body), ("Content-Type", Form));

    public static WebhookRequest Signed(string body, byte[] secret, string timestamp)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        return TestDelivery.With(bytes, ("X-Slack-Signature", Sign(bytes, secret, timestamp)), ("X-Slack-Request-Timestamp", timestamp));
    }

    public static string Sign(byte[] body, byte[] secret, string timestamp) =>
        "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(secret, (byte[])[.. Encoding.ASCII.GetBytes($"v0:{timestamp}:"), .. body]));
}
