using System.Buffers;
using System.Text;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Slack;

/// <summary>
/// Socket Mode: each message is an envelope with what would have come by HTTP, or says how the socket stands. Order is not promised, and
/// an envelope may come again.
/// </summary>
/// <remarks>https://docs.slack.dev/apis/events-api/using-socket-mode</remarks>
internal sealed class SlackSocket : IWebhookSocket
{
    public int MaxSockets => 10;

    public HttpRequestMessage CreateOpening() => new(HttpMethod.Post, new Uri("apps.connections.open", UriKind.Relative));

    public Uri? ReadAddress(JsonElement answer) => Uri.TryCreate(Payload.Text(answer, "url"), UriKind.Absolute, out Uri? address) ? address : null;

    public WebhookSocketMessage Read(ReadOnlyMemory<byte> message, DateTimeOffset receivedAt)
    {
        JsonElement envelope = Payload.Parse(message.Span, Unreadable);
        string? reason = Payload.Text(envelope, "reason");
        return Payload.Text(envelope, "type") switch
        {
            "hello" => new(WebhookSocketMessageKind.Ready),
            "disconnect" when reason is "warning" or "refresh_requested" => new(WebhookSocketMessageKind.Ending) { Reason = reason },
            "disconnect" => new(WebhookSocketMessageKind.Refused) { Reason = ServerText.OneLine(reason ?? "disconnected") },
            "events_api" or "interactive" or "slash_commands" => Deliver(envelope, receivedAt),
            _ => new(WebhookSocketMessageKind.Other),
        };
    }

    // Forms come as JSON here; SlackWebhooks makes the same event of both.
    private static WebhookSocketMessage Deliver(JsonElement envelope, DateTimeOffset receivedAt)
    {
        if (Payload.Object(envelope, "payload") is not { } payload || Payload.Text(envelope, "envelope_id") is not string id)
        {
            throw Unreadable("its envelope has no payload or no id");
        }

        return new(WebhookSocketMessageKind.Delivery)
        {
            Delivery = HookCall.Delivery([], Encoding.UTF8.GetBytes(payload.GetRawText()), receivedAt),
            Acknowledgement = Acknowledge(id),
        };
    }

    private static ReadOnlyMemory<byte> Acknowledge(string id)
    {
        ArrayBufferWriter<byte> json = new();
        using Utf8JsonWriter writer = new(json);
        writer.WriteStartObject();
        writer.WriteString("envelope_id", id);
        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenMemory;
    }

    private static DevFlowException Unreadable(string why, Exception? cause = null) => new(
        ErrorReason.InvalidArgument, $"A message of Slack's socket cannot be read: {why}.", "Update DevFlow; Slack may have changed Socket Mode.", cause);
}
