using System.Text;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Slack;

/// <summary>
/// Slack's deliveries: events as JSON, what people do (buttons, views, shortcuts) as a form with the field <c>payload</c>, slash
/// commands as a form. Who sent it, <see cref="SlackSignature"/> tells. All are acknowledged with an empty answer; what is said to
/// people goes to the <c>response_url</c> or through the API.
/// </summary>
internal sealed class SlackWebhooks : IWebhookScheme
{
    // Slack has too many kinds of events to list; https://docs.slack.dev/reference/events
    public IReadOnlyList<string> Topics { get; } =
        ["slack.event.**", "slack.event.app_mention", "slack.event.message.**", "slack.event.reaction_added", "slack.command.*", "slack.interactive.*"];

    public bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SlackSignature.Verify(request, secret);
    }

    public WebhookSample Sample => new()
    {
        Body = """{"type":"event_callback","team_id":"T0001","api_app_id":"A0001","event_id":"Ev0001","event_time":1767225600,"event":{"type":"app_mention","channel":"C0001","user":"U0001","text":"A sample","ts":"1767225600.000100"}}"""u8.ToArray(),
    };

    public IReadOnlyDictionary<string, string> Sign(WebhookSample sample, DateTimeOffset sentAt, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return SlackSignature.Sign(sample.Body.Span, sentAt, secret);
    }

    public string? AnswerTest(WebhookRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ReadOnlySpan<byte> body = request.Body.Span;
        if (FormBody.Is(request))
        {
            // Slack looks now and then whether the certificate is still good.
            return body.StartsWith("ssl_check=1"u8) || body.IndexOf("&ssl_check=1"u8) >= 0 ? "" : null;
        }

        // Most bodies are events, which need not be read twice.
        return body.IndexOf("url_verification"u8) >= 0 && Payload.Parse(body, Unreadable) is var payload && Payload.Text(payload, "type") == "url_verification"
            ? Payload.Text(payload, "challenge") ?? ""
            : null;
    }

    public Event ToEvent(WebhookRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        JsonElement payload = ReadPayload(request);
        SlackEventRule rule = SlackEventRule.For(payload) ?? throw Unreadable("it names no type of event");
        return new Event
        {
            Id = ReadId(request, rule, payload),
            Source = SlackEventRule.Source(payload),
            Type = "com.slack." + rule.Name,
            Topic = "slack." + rule.Name,
            Subject = SlackEventRule.Subject(payload),
            Time = SlackEventRule.Time(payload) ?? request.ReceivedAt,
            Data = payload,
            PartitionKey = SlackEventRule.PartitionKey(payload),
        };
    }

    private static JsonElement ReadPayload(WebhookRequest request)
    {
        if (!FormBody.Is(request))
        {
            return Payload.Parse(request.Body.Span, Unreadable);
        }

        IReadOnlyDictionary<string, byte[]> form = FormBody.Read(request.Body.Span, Unreadable);
        return form.TryGetValue("payload", out byte[]? json)
            ? Payload.Parse(json, Unreadable)
            : JsonSerializer.SerializeToElement(form.ToDictionary(static field => field.Key, static field => Encoding.UTF8.GetString(field.Value), StringComparer.Ordinal));
    }

    // The same for all attempts of a delivery. A closed view has none; nothing else that has none is sent twice.
    private static string ReadId(WebhookRequest request, SlackEventRule rule, JsonElement payload)
    {
        string? id = rule.Id(payload);
        return id is null ? DeliveryId.OfContent(rule.Name, request.Body.Span)
            : DeliveryId.IsOne(id) ? id
            : throw Unreadable("its id is none");
    }

    private static DevFlowException Unreadable(string why, Exception? cause = null) => new(
        ErrorReason.InvalidArgument,
        $"The delivery cannot be read as one of Slack: {why}.",
        "Compare with the app's settings: its request addresses of events, interactivity and slash commands may all be this one.",
        cause);
}
