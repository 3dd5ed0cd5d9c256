using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DevFlow;

namespace Kiln;

/// <summary>
/// Kiln signs <c>&lt;seconds&gt;.&lt;body&gt;</c> with HMAC-SHA256 and sends <c>Kiln-Signature: t=&lt;seconds&gt;,v1=&lt;hexadecimal digits&gt;</c>.
/// </summary>
internal sealed class KilnWebhooks : IWebhookScheme
{
    private const string EventHeader = "Kiln-Event";
    private const string Ping = "ping";

    // A delivery that somebody recorded is not to be played again later.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(request);
        string[] parts = (request.Header("Kiln-Signature") ?? "").Split(',');
        if (!request.Check("Kiln-Signature is there, once, and at most 5 minutes from now", IsRecent(parts, request.ReceivedAt)))
        {
            return false;
        }

        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.ASCII.GetBytes(parts[0][2..] + "."));
        hash.AppendData(request.Body.Span);
        string digits = parts[1][3..];
        return request.Check(
            "v1= is HMAC-SHA256 of time.body with the secret",
            digits.Length == 2 * HMACSHA256.HashSizeInBytes
                && digits.All(char.IsAsciiHexDigit)
                && CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), Convert.FromHexString(digits)));
    }

    public string? AnswerTest(WebhookRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Header(EventHeader) == Ping ? "pong" : null;
    }

    public Event ToEvent(WebhookRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            JsonElement payload = JsonElement.Parse(request.Body.Span);
            JsonElement build = payload.GetProperty("build");
            JsonElement project = payload.GetProperty("project");
            string kind = request.Header(EventHeader) is "build.started" or "build.finished" ? request.Header(EventHeader)! : "other";
            return new Event
            {
                Id = request.Header("Kiln-Delivery") ?? throw Unreadable("it has no Kiln-Delivery header"),
                Source = project.GetProperty("url").GetString()!,
                Type = "dev.kiln." + kind,
                Topic = "kiln." + kind,
                Subject = build.GetProperty("number").GetInt64().ToString(CultureInfo.InvariantCulture),
                Time = request.ReceivedAt,
                PartitionKey = project.GetProperty("path").GetString(),
                Data = payload,
            };
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Unreadable(wrong.Message, wrong);
        }
    }

    private static bool IsRecent(string[] signature, DateTimeOffset now) =>
        signature is [['t', '=', .. string time], ['v', '1', '=', ..]]
        && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
        && seconds <= int.MaxValue
        && (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() <= Tolerance;

    private static DevFlowException Unreadable(string why, Exception? cause = null) =>
        new(ErrorReason.InvalidArgument, $"A delivery of Kiln cannot be read: {why}.", "Look at the delivery in Kiln's list of webhooks.", cause);
}
