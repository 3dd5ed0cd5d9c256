using System.Globalization;
using System.Text;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Jira;

/// <summary>
/// Webhooks of a site's administrators, and under the target <c>app</c> those that an OAuth app registered for itself. Of the deliveries
/// of the former Jira has no log: what is missed is found by a search (<see cref="JiraChanges"/>); of the latter it keeps those it gave up.
/// </summary>
/// <remarks>https://developer.atlassian.com/cloud/jira/platform/webhooks/</remarks>
internal sealed class JiraHooks(IWebhookScheme scheme) : IWebhookAdministration
{
    private const string App = "app";
    private const string AdminPath = "rest/webhooks/1.0/webhook";
    private const string AppPath = "rest/api/3/webhook";
    private const string IssueFilter = "issue-related-events-section";

    public static IReadOnlyList<string> Names { get; } =
    [
        "jira:issue_created", "jira:issue_updated", "jira:issue_deleted", "comment_created", "comment_updated", "comment_deleted", "issue_property_set",
        "issue_property_deleted", "worklog_created", "worklog_updated", "worklog_deleted", "attachment_created", "attachment_deleted", "issuelink_created",
        "issuelink_deleted", "sprint_created", "sprint_updated", "sprint_started", "sprint_closed", "sprint_deleted", "board_created", "board_updated", "board_deleted",
        "board_configuration_changed", "project_created", "project_updated", "project_deleted", "jira:version_created", "jira:version_updated", "jira:version_released",
        "jira:version_unreleased", "jira:version_moved", "jira:version_merged", "jira:version_deleted", "user_created", "user_updated", "user_deleted",
    ];

    public IReadOnlyList<string> Events => Names;

    public IReadOnlyList<string> DefaultEvents { get; } =
        ["jira:issue_created", "jira:issue_updated", "jira:issue_deleted", "comment_created", "comment_updated", "comment_deleted"];

    // Of an app's; https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-webhooks/
    public TimeSpan LogRetention => TimeSpan.FromDays(3);

    public HttpRequestMessage CreateRegistration(WebhookDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (IsApp(draft.Target))
        {
            throw HookCall.Invalid(
                "The webhooks of an app are signed with the app's client secret, so there is no secret to make.",
                "Leave -Target out for a webhook of the site, or register the app's own with Invoke-DevFlowRequest /rest/api/3/webhook -Method POST.",
                draft.Target);
        }

        if (draft.Events.FirstOrDefault(name => !Events.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw HookCall.Invalid($"Jira has no webhook event '{unknown}'.", $"Name some of: {string.Join(", ", Events)}.", unknown);
        }

        return HookCall.Of(HttpMethod.Post, AdminPath, writer =>
        {
            writer.WriteString("name", "DevFlow " + draft.Uri.Authority);
            writer.WriteString("url", draft.Uri.AbsoluteUri);
            writer.WriteStartArray("events");
            foreach (string name in draft.Events)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
            writer.WriteStartObject("filters");
            if (draft.Filter is not null)
            {
                writer.WriteString(IssueFilter, draft.Filter);
            }

            writer.WriteEndObject();
            writer.WriteBoolean("excludeBody", false);
            HookCall.WriteSecret(writer, "secret", draft.Secret);
        });
    }

    public HttpRequestMessage CreateList(string target) => HookCall.Of(HttpMethod.Get, IsApp(target) ? AppPath : AdminPath);

    public IEnumerable<WebhookRegistration> ReadHooks(string target, JsonElement answer) =>
        (IsApp(target) ? ReadAppHook(answer) : ReadAdminHook(answer)) is { } hook ? [hook] : [];

    public HttpRequestMessage CreateRemoval(WebhookRegistration hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        return IsApp(hook.Target)
            ? HookCall.Of(HttpMethod.Delete, AppPath, writer =>
            {
                writer.WriteStartArray("webhookIds");
                writer.WriteNumberValue(long.Parse(hook.Id, CultureInfo.InvariantCulture));
                writer.WriteEndArray();
            })
            : HookCall.Of(HttpMethod.Delete, $"{AdminPath}/{HookCall.Segment(hook.Id)}");
    }

    public IReadOnlyList<HttpRequestMessage> CreateDeliveryList(WebhookRegistration hook, DateTimeOffset since, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(hook);
        return IsApp(hook.Target)
            ? [HookCall.Of(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"{AppPath}/failed?maxResults=100&after={since.ToUnixTimeMilliseconds()}"))]
            : JiraChanges.CreateSearches(hook.Filter, since, now);
    }

    public IEnumerable<WebhookAttempt> ReadAttempts(WebhookRegistration hook, JsonElement answer, DateTimeOffset since)
    {
        ArgumentNullException.ThrowIfNull(hook);
        return !IsApp(hook.Target) ? JiraChanges.Read(answer, since, hook.Events, scheme)
            : ReadFailed(hook, answer) is { } failed ? [failed]
            : [];
    }

    public HttpRequestMessage? CreateDeliveryRead(WebhookRegistration hook, WebhookAttempt attempt) => null;

    public WebhookRequest ReadDelivery(WebhookAttempt attempt, JsonElement answer) => throw new NotSupportedException();

    // All that the app's webhooks failed to deliver is in one list.
    private WebhookAttempt? ReadFailed(WebhookRegistration hook, JsonElement failed)
    {
        if (Payload.Text(failed, "id") is not string id
            || Payload.Text(failed, "body") is not string body
            || Payload.Text(failed, "url") is not string url
            || !Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri != hook.Uri
            || Payload.Milliseconds(failed, "failureTime") is not { } failedAt)
        {
            return null;
        }

        WebhookRequest delivery = HookCall.Delivery([("X-Atlassian-Webhook-Identifier", id)], Encoding.UTF8.GetBytes(body), failedAt);
        return JiraChanges.Attempt(id, delivery, failedAt, "given up", scheme);
    }

    private static WebhookRegistration? ReadAdminHook(JsonElement hook) =>
        Payload.Text(hook, "self") is string self && Uri.TryCreate(Payload.Text(hook, "url"), UriKind.Absolute, out Uri? uri)
            ? new WebhookRegistration
            {
                Id = self[(self.LastIndexOf('/') + 1)..],
                Target = "",
                Uri = uri,
                Events = Payload.Texts(hook, "events"),
                Filter = Payload.Object(hook, "filters") is { } filters ? Payload.Text(filters, IssueFilter) : null,
                IsActive = Payload.Flag(hook, "enabled") ?? true,
                IsSigned = Payload.Flag(hook, "isSigned"),
            }
            : null;

    private static WebhookRegistration? ReadAppHook(JsonElement hook) =>
        Payload.Text(hook, "id") is string id && Uri.TryCreate(Payload.Text(hook, "url"), UriKind.Absolute, out Uri? uri)
            ? new WebhookRegistration
            {
                Id = id,
                Target = App,
                Uri = uri,
                Events = Payload.Texts(hook, "events"),
                Filter = Payload.Text(hook, "jqlFilter"),
                IsSigned = true,
            }
            : null;

    private static bool IsApp(string target) => target switch
    {
        "" => false,
        App => true,
        _ => throw HookCall.Invalid($"'{target}' is nothing that webhooks of Jira watch.", "Leave -Target out for the site's webhooks and choose issues with -Filter; give app for those of an OAuth app.", target),
    };
}
