using System.Globalization;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Jira;

/// <summary>Jira's webhooks: what a delivery means. Who sent it, <see cref="JiraSignature"/> tells.</summary>
internal sealed class JiraWebhooks : IWebhookScheme
{
    private const int MaxNameLength = 64;
    private const string IdHeader = "X-Atlassian-Webhook-Identifier";

    public IReadOnlyList<string> Topics { get; } = [.. JiraHooks.Names.Select(static name => "jira." + JiraEventRule.For(name).Name)];

    public bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(request);
        return JiraSignature.Verify(request, secret);
    }

    public WebhookSample Sample => new()
    {
        Body = """{"webhookEvent":"jira:issue_updated","issue":{"id":"10002","key":"EX-1","self":"https://example.atlassian.net/rest/api/2/issue/10002","fields":{"summary":"A sample","project":{"key":"EX"}}}}"""u8.ToArray(),
    };

    public IReadOnlyDictionary<string, string> Sign(WebhookSample sample, DateTimeOffset sentAt, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            [JiraSignature.Header] = JiraSignature.Sign(sample.Body.Span, secret),
            [IdHeader] = sample.Id,
        };
    }

    public Event ToEvent(WebhookRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        JsonElement payload = Payload.Parse(request.Body.Span, Unreadable);

        // Callbacks of an app's installation name their event otherwise.
        JiraEventRule rule = Payload.Text(payload, "webhookEvent|eventType") is { Length: <= MaxNameLength } name
            ? JiraEventRule.For(name)
            : throw Unreadable("it names no event");
        return new Event
        {
            Id = ReadId(request, rule.Name, payload),
            Source = JiraEventRule.Source(payload),
            Type = "com.atlassian.jira." + rule.Name,
            Topic = "jira." + rule.Name,
            Subject = rule.Subject(payload),
            Time = JiraSignature.ReadTimestamp(request.Body.Span) ?? request.ReceivedAt,
            Data = payload,
            PartitionKey = Payload.Text(payload, "issue.key|issue.id|project.key"),
        };
    }

    // What has a number of its own at Jira is known by it: it is the same over all attempts, for two webhooks that send it, and where
    // it is found by a search because no delivery arrived. All else by its delivery. Data Center promises no identifier; its bodies
    // carry the moment, so no two are alike.
    private static string ReadId(WebhookRequest request, string name, JsonElement payload)
    {
        string? delivery = request.Header(IdHeader);
        if (delivery is not null && !DeliveryId.IsOne(delivery))
        {
            throw Unreadable("its X-Atlassian-Webhook-Identifier header is not an id");
        }

        string? own = name switch
        {
            "issue.created" => Payload.Text(payload, "issue.id"),
            "issue.updated" => Payload.Text(payload, "changelog.id"),
            "comment.created" => Payload.Text(payload, "comment.id"),
            "comment.updated" => Payload.Text(payload, "comment.id") is string comment && Payload.Time(payload, "comment.updated") is { } at
                ? string.Create(CultureInfo.InvariantCulture, $"{comment}-{at.ToUnixTimeMilliseconds()}")
                : null,
            _ => null,
        };
        return DeliveryId.IsOne(own) ? $"{name}-{own}" : delivery ?? DeliveryId.OfContent(name, request.Body.Span);
    }

    private static DevFlowException Unreadable(string why, Exception? cause = null) => new(
        ErrorReason.InvalidArgument,
        $"The delivery cannot be read as one of Jira: {why}.",
        "Compare with the webhook's settings in Jira; the body must not be excluded, and a rule of Jira Automation must send the one Jira's own webhooks have.",
        cause);
}
