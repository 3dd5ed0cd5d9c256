using System.Buffers;
using System.Globalization;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Jira;

/// <summary>
/// What happened to issues, found by a search where no log tells what was delivered. Each change becomes the delivery it was: creations
/// and changes of issues, new and edited comments. What is gone, and what is not of an issue, no search finds.
/// </summary>
internal static class JiraChanges
{
    private const int IssuesOnPage = 50;

    /// <summary>Cloud's search, and Data Center's; in version 2, whose texts are as in deliveries.</summary>
    public static IReadOnlyList<HttpRequestMessage> CreateSearches(string? filter, DateTimeOffset since, DateTimeOffset now)
    {
        // A moment would be read in the time zone of the account; a span needs none. One minute more, for it is of whole minutes.
        long minutes = Math.Max(1, (long)Math.Ceiling((now - since).TotalMinutes) + 1);
        string updated = string.Create(CultureInfo.InvariantCulture, $"updated >= -{minutes}m ORDER BY updated ASC");
        string jql = Uri.EscapeDataString(filter is null ? updated : $"({filter}) AND {updated}");
        string query = string.Create(CultureInfo.InvariantCulture, $"?jql={jql}&fields=*all&expand=changelog&maxResults={IssuesOnPage}");
        return [HookCall.Of(HttpMethod.Get, "rest/api/2/search/jql" + query), HookCall.Of(HttpMethod.Get, "rest/api/2/search" + query)];
    }

    public static IEnumerable<WebhookAttempt> Read(JsonElement issue, DateTimeOffset since, IReadOnlyList<string> events, IWebhookScheme scheme) =>
        from change in ReadAll(issue)
        where change.At >= since && events.Contains(change.Event, StringComparer.Ordinal)
        let body = Write(issue, change)
        select Attempt(change.Event, HookCall.Delivery([], body, change.At), change.At, "not in any log", scheme);

    public static WebhookAttempt Attempt(string id, WebhookRequest delivery, DateTimeOffset sentAt, string status, IWebhookScheme scheme)
    {
        Event made = scheme.ToEvent(delivery);
        return new WebhookAttempt { Id = id, DeliveryId = made.Id, Event = made.Topic["jira.".Length..], SentAt = sentAt, Status = status, Delivery = delivery };
    }

    private static IEnumerable<Change> ReadAll(JsonElement issue)
    {
        if (Payload.Time(issue, "fields.created") is { } created)
        {
            yield return new Change("jira:issue_created", created, "fields.creator", null, default);
        }

        foreach (JsonElement history in Payload.Items(issue, "changelog.histories"))
        {
            if (Payload.Time(history, "created") is { } at)
            {
                yield return new Change("jira:issue_updated", at, "author", "changelog", history);
            }
        }

        foreach (JsonElement comment in Payload.Items(issue, "fields.comment.comments"))
        {
            if (Payload.Time(comment, "created") is not { } at)
            {
                continue;
            }

            yield return new Change("comment_created", at, null, "comment", comment);
            if (Payload.Time(comment, "updated") is { } updated && updated > at)
            {
                yield return new Change("comment_updated", updated, null, "comment", comment);
            }
        }
    }

    private static ReadOnlyMemory<byte> Write(JsonElement issue, Change change)
    {
        ArrayBufferWriter<byte> body = new();
        using Utf8JsonWriter writer = new(body);
        writer.WriteStartObject();
        writer.WriteNumber("timestamp", change.At.ToUnixTimeMilliseconds());
        writer.WriteString("webhookEvent", change.Event);
        if (change.UserPath is { } path && Payload.Object(change.Of.ValueKind == JsonValueKind.Object ? change.Of : issue, path) is { } user)
        {
            writer.WritePropertyName("user");
            user.WriteTo(writer);
        }

        writer.WriteStartObject("issue");
        foreach (JsonProperty property in issue.EnumerateObject().Where(static property => property.Name is not ("changelog" or "expand")))
        {
            property.WriteTo(writer);
        }

        writer.WriteEndObject();
        if (change.Name is { } name)
        {
            writer.WritePropertyName(name);
            change.Of.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.Flush();
        return body.WrittenMemory;
    }

    /// <param name="Event">As webhooks name it.</param>
    /// <param name="At">When.</param>
    /// <param name="UserPath">Where who did it stands, in <paramref name="Of"/> or else in the issue.</param>
    /// <param name="Name">The property of a delivery that holds <paramref name="Of"/>; null for none.</param>
    /// <param name="Of">An entry of the history, or a comment.</param>
    private sealed record Change(string Event, DateTimeOffset At, string? UserPath, string? Name, JsonElement Of);
}
