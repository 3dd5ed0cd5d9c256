using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Core.Webhooks;

/// <summary>
/// Standard Webhooks, for senders that are none of the platforms (github.com/standard-webhooks/standard-webhooks, "spec"): the event
/// is named by <c>type</c> in the body, the delivery by <c>webhook-id</c>.
/// </summary>
internal sealed class StandardWebhooks : IWebhookScheme
{
    public const string Id = "standard";

    private const int MaxTypeLength = 128;

    public WebhookSample Sample => new()
    {
        Event = "contact.created",
        Body = """{"type":"contact.created","timestamp":"2026-01-01T00:00:00Z","data":{"id":"1f81eb52"}}"""u8.ToArray(),
    };

    public bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(request);
        return StandardSignature.Verify(request, secret);
    }

    public Event ToEvent(WebhookRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        JsonElement payload = Payload.Parse(request.Body.Span, Unreadable);
        string type = Payload.Text(payload, "type|event|event_type") is { Length: <= MaxTypeLength } named ? named : "delivery";
        string? id = request.Header("webhook-id");
        return new Event
        {
            Id = DeliveryId.IsOne(id) ? id : DeliveryId.OfContent(type, request.Body.Span),
            Source = "urn:standard-webhooks",
            Type = type,
            Topic = $"standard.{string.Join('.', type.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(TopicSegment.Of))}".TrimEnd('.'),
            Time = Payload.Time(payload, "timestamp") ?? request.ReceivedAt,
            Data = payload,
        };
    }

    public IReadOnlyDictionary<string, string> Sign(WebhookSample sample, DateTimeOffset sentAt, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return StandardSignature.Sign(sample, sentAt, secret);
    }

    private static DevFlowException Unreadable(string why, Exception? cause = null) => new(
        ErrorReason.InvalidArgument,
        $"The delivery cannot be read as one of Standard Webhooks: {why}.",
        "The body must be a JSON object.",
        cause);
}
