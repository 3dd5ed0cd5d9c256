using System.Security.Cryptography;
using System.Text.Json;
using DevFlow;

namespace Acme;

/// <summary>How the platform signs webhooks: here <c>X-Signature: &lt;hexadecimal HMAC-SHA256 of the body&gt;</c>.</summary>
internal sealed class AcmeWebhooks : IWebhookScheme
{
    public bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        string signature = request.Header("X-Signature") ?? "";
        return signature.Length == 2 * HMACSHA256.HashSizeInBytes
            && signature.All(char.IsAsciiHexDigit)
            && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, request.Body.Span), Convert.FromHexString(signature));
    }

    public Event ToEvent(WebhookRequest request)
    {
        try
        {
            return new Event
            {
                Id = request.Header("X-Delivery") ?? Convert.ToHexStringLower(SHA256.HashData(request.Body.Span)),
                Source = "acme:server",
                Type = "acme.happened",
                Topic = "acme-id.happened",
                Time = request.ReceivedAt,
                Data = JsonElement.Parse(request.Body.Span),
            };
        }
        catch (JsonException wrong)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The body is no JSON: {wrong.Message}", "Look at the delivery at the platform.", wrong);
        }
    }
}
