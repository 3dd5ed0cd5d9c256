using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schemas hook-delivery-item and hook-delivery.</summary>
internal static class DeliveryJson
{
    public static void WriteItem(Utf8JsonWriter writer, LoggedDelivery delivery)
    {
        writer.WriteStartObject();
        WriteFields(writer, delivery);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, LoggedDelivery delivery)
    {
        writer.WriteStartObject();
        WriteFields(writer, delivery);
        writer.WriteString("url"u8, delivery.Address.ToString());
        writer.WriteStartObject("request"u8);
        WriteHeaders(writer, delivery.RequestHeaders);
        writer.WritePropertyName("payload"u8);
        WritePayload(writer, delivery.Message);
        writer.WriteEndObject();
        writer.WriteStartObject("response"u8);
        WriteHeaders(writer, delivery.ResponseHeaders);
        writer.WriteString("payload"u8, Encoding.UTF8.GetString(delivery.ResponseBody.Span));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, LoggedDelivery delivery)
    {
        HookResponse response = HookResponse.Of(delivery);
        writer.WriteNumber("id"u8, delivery.Id);
        writer.WriteString("guid"u8, delivery.Message.Id);
        writer.WriteMoment("delivered_at"u8, delivery.Attempt.SentAt);
        writer.WriteBoolean("redelivery"u8, delivery.Attempt.IsRedelivery);
        writer.WriteNumber("duration"u8, Math.Round(delivery.Duration.TotalSeconds, 2));
        writer.WriteString("status"u8, response.Message);
        writer.WriteNumber("status_code"u8, response.Code ?? 0);
        writer.WriteString("event"u8, delivery.Message.Event);
        writer.WriteString("action"u8, delivery.Message.Action);
        HookSubject? subject = delivery.Message.Subject as HookSubject;
        WriteId(writer, "installation_id"u8, subject?.InstallationId);
        WriteId(writer, "repository_id"u8, subject?.RepositoryId);
        writer.WriteNull("throttled_at"u8);
    }

    private static void WriteId(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? id)
    {
        if (id is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteHeaders(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        writer.WriteStartObject("headers"u8);
        foreach ((string name, string value) in headers)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }

    // A form carries the JSON in one field; what is shown is the JSON either way.
    private static void WritePayload(Utf8JsonWriter writer, WebhookMessage message)
    {
        const string field = "payload=";
        ReadOnlySpan<byte> body = message.Body.Span;
        writer.WriteRawValue(message.ContentType == "application/json"
            ? Encoding.UTF8.GetString(body)
            : Uri.UnescapeDataString(Encoding.ASCII.GetString(body)[field.Length..]));
    }
}
