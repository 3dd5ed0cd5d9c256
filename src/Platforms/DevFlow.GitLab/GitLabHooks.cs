using System.Text;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.GitLab;

/// <summary>Webhooks of projects (<c>group/project</c>, or a number) and of groups (<c>groups/name</c>), and GitLab's log of them.</summary>
/// <remarks>https://docs.gitlab.com/api/project_webhooks/, https://docs.gitlab.com/api/group_webhooks/</remarks>
internal sealed class GitLabHooks(IWebhookScheme scheme) : IWebhookAdministration
{
    private const string Suffix = "_events";
    private const string GroupPrefix = "groups/";

    // The most the log gives at once.
    private const int DeliveriesOnPage = 20;

    public IReadOnlyList<string> Events { get; } =
    [
        "push", "tag_push", "merge_requests", "issues", "confidential_issues", "note", "confidential_note", "pipeline", "job", "releases", "wiki_page", "deployment",
        "feature_flag", "milestone", "emoji", "resource_access_token", "vulnerability",
    ];

    public IReadOnlyList<string> DefaultEvents { get; } = ["push", "tag_push", "merge_requests", "issues", "note", "pipeline", "releases"];

    // What its own pages show; older entries may still be there and are listed all the same.
    public TimeSpan LogRetention => TimeSpan.FromDays(2);

    public HttpRequestMessage CreateRegistration(WebhookDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.Filter is not null)
        {
            throw HookCall.Invalid("DevFlow sets no filter at GitLab.", "Leave -Filter out; events are chosen with -Event.", draft.Target);
        }

        string[] wanted = [.. draft.Events.Select(NameOf)];
        return HookCall.Of(HttpMethod.Post, Hooks(draft.Target), writer =>
        {
            writer.WriteString("url", draft.Uri.AbsoluteUri);
            writer.WriteBoolean("enable_ssl_verification", true);
            foreach (string name in Events)
            {
                writer.WriteBoolean(name + Suffix, wanted.Contains(name, StringComparer.Ordinal));
            }

            HookCall.WriteSecret(writer, "signing_token", draft.Secret);
        });
    }

    // A GitLab before 19 does not know signing tokens and leaves them out without a word. Both at once would send the key in clear.
    public HttpRequestMessage CreateOlderSecret(WebhookRegistration hook, SecretBuffer secret)
    {
        ArgumentNullException.ThrowIfNull(hook);
        return HookCall.Of(HttpMethod.Put, Path(hook), writer =>
        {
            writer.WriteString("url", hook.Uri.AbsoluteUri);
            HookCall.WriteSecret(writer, "token", secret);
        });
    }

    public HttpRequestMessage CreateList(string target) => HookCall.Of(HttpMethod.Get, Hooks(target) + "?per_page=100");

    public IEnumerable<WebhookRegistration> ReadHooks(string target, JsonElement answer)
    {
        if (Payload.Text(answer, "id") is string id && Uri.TryCreate(Payload.Text(answer, "url"), UriKind.Absolute, out Uri? uri))
        {
            yield return new WebhookRegistration
            {
                Id = id,
                Target = target,
                Uri = uri,
                Events = [.. Events.Where(name => Payload.Flag(answer, name + Suffix) == true)],
                IsActive = Payload.Text(answer, "alert_status") is null or "executable",
                IsSigned = Payload.Flag(answer, "signing_token_present") == true || Payload.Flag(answer, "token_present") == true,
                CreatedAt = Payload.Time(answer, "created_at"),
            };
        }
    }

    public HttpRequestMessage CreateRemoval(WebhookRegistration hook) => HookCall.Of(HttpMethod.Delete, Path(hook));

    // Not filtered by status: what never got an answer has none.
    public IReadOnlyList<HttpRequestMessage> CreateDeliveryList(WebhookRegistration hook, DateTimeOffset since, DateTimeOffset now) =>
        [HookCall.Of(HttpMethod.Get, $"{Path(hook)}/events?per_page={DeliveriesOnPage}")];

    public IEnumerable<WebhookAttempt> ReadAttempts(WebhookRegistration hook, JsonElement answer, DateTimeOffset since)
    {
        if (Payload.Text(answer, "id") is not string id || Payload.Time(answer, "created_at") is not { } sentAt)
        {
            yield break;
        }

        WebhookRequest? delivery = Delivery(answer, sentAt);
        yield return new WebhookAttempt
        {
            Id = id,
            DeliveryId = IdOf(answer, delivery) ?? id,
            Event = Payload.Text(answer, "trigger") ?? "",
            SentAt = sentAt,
            Succeeded = Payload.Text(answer, "response_status") is ['2', _, _],
            Status = ServerText.OneLine(Payload.Text(answer, "response_status") ?? ""),
            Delivery = delivery,
        };
    }

    public HttpRequestMessage? CreateDeliveryRead(WebhookRegistration hook, WebhookAttempt attempt) => null;

    public WebhookRequest ReadDelivery(WebhookAttempt attempt, JsonElement answer) => throw new NotSupportedException();

    public HttpRequestMessage CreateRedelivery(WebhookRegistration hook, WebhookAttempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        return HookCall.Of(HttpMethod.Post, $"{Path(hook)}/events/{HookCall.Segment(attempt.Id)}/resend");
    }

    // Of a payload that is too large for its log GitLab keeps {"oversize":true}.
    private static WebhookRequest? Delivery(JsonElement entry, DateTimeOffset sentAt)
    {
        if (Payload.Object(entry, "request_data") is not { } body || !entry.TryGetProperty("request_headers", out JsonElement headers) || Payload.Flag(body, "oversize") == true)
        {
            return null;
        }

        string[] wanted = ["X-Gitlab-Event", "X-Gitlab-Instance", "Idempotency-Key", "webhook-id"];
        return HookCall.Delivery(wanted.Select(name => (name, HookCall.Header(headers, name))), Encoding.UTF8.GetBytes(body.GetRawText()), sentAt);
    }

    private string? IdOf(JsonElement entry, WebhookRequest? delivery)
    {
        if (entry.TryGetProperty("request_headers", out JsonElement headers) && (HookCall.Header(headers, "Idempotency-Key") ?? HookCall.Header(headers, "webhook-id")) is string key)
        {
            return key;
        }

        try
        {
            return delivery is null ? null : scheme.ToEvent(delivery).Id;
        }
        catch (DevFlowException)
        {
            // It will say so when the event is read.
            return null;
        }
    }

    private string NameOf(string given)
    {
        string name = given.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? given[..^Suffix.Length] : given;
        return Events.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw HookCall.Invalid($"GitLab has no webhook event '{given}'.", $"Name some of: {string.Join(", ", Events)}.", given);
    }

    private static string Path(WebhookRegistration hook) => $"{Hooks(hook.Target)}/{HookCall.Segment(hook.Id)}";

    private static string Hooks(string target)
    {
        bool isGroup = target.StartsWith(GroupPrefix, StringComparison.Ordinal);
        string name = isGroup ? target[GroupPrefix.Length..] : target;
        return name.Length > 0 && (isGroup || name.Contains('/', StringComparison.Ordinal) || name.All(char.IsAsciiDigit))
            ? $"{(isGroup ? "groups" : "projects")}/{HookCall.Segment(name)}/hooks"
            : throw HookCall.Invalid($"'{target}' is neither a project nor a group of GitLab.", "Give -Target as group/project or as the project's number, and a group as groups/name.", target);
    }
}
