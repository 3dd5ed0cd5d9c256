using System.Text;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.GitHub;

/// <summary>
/// Webhooks of repositories (<c>owner/name</c>) and organisations (<c>name</c>), the one of a GitHub App (<c>app</c>), and what GitHub
/// remembers of their deliveries. An organisation that is called app is <c>orgs/app</c>.
/// </summary>
/// <remarks>https://docs.github.com/rest/repos/webhooks, https://docs.github.com/rest/orgs/webhooks, https://docs.github.com/rest/apps/webhooks</remarks>
internal sealed class GitHubHooks : IWebhookAdministration
{
    private const int DeliveriesOnPage = 100;
    private const string AppTarget = "app";
    private const string AppHook = "app/hook";

    // The App's webhook has no number, for there is just one.
    private const string AppHookId = "hook";

    public IReadOnlyList<string> Events { get; } =
    [
        "*", "branch_protection_rule", "check_run", "check_suite", "code_scanning_alert", "commit_comment", "create", "delete", "dependabot_alert", "deploy_key",
        "deployment", "deployment_status", "discussion", "discussion_comment", "fork", "gollum", "issue_comment", "issues", "label", "member", "membership", "merge_group",
        "meta", "milestone", "organization", "package", "page_build", "public", "pull_request", "pull_request_review", "pull_request_review_comment",
        "pull_request_review_thread", "push", "registry_package", "release", "repository", "repository_advisory", "repository_ruleset", "secret_scanning_alert", "star",
        "status", "sub_issues", "team", "team_add", "watch", "workflow_dispatch", "workflow_job", "workflow_run",
    ];

    public IReadOnlyList<string> DefaultEvents { get; } = ["*"];

    // https://docs.github.com/webhooks/using-webhooks/handling-failed-webhook-deliveries
    public TimeSpan LogRetention => TimeSpan.FromDays(3);

    public bool IsOfApp(string target) => target == AppTarget;

    public HttpRequestMessage CreateRegistration(WebhookDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.Filter is not null)
        {
            throw HookCall.Invalid("GitHub's webhooks have no filter.", "Leave -Filter out; events are chosen with -Event.", draft.Target);
        }

        if (IsOfApp(draft.Target))
        {
            return CreateAppRegistration(draft);
        }

        return HookCall.Of(HttpMethod.Post, Hooks(draft.Target), writer =>
        {
            writer.WriteString("name", "web");
            writer.WriteBoolean("active", true);
            writer.WriteStartArray("events");
            foreach (string name in draft.Events)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
            writer.WriteStartObject("config");
            WriteConfig(writer, draft);
            writer.WriteEndObject();
        });
    }

    public HttpRequestMessage CreateList(string target) => HookCall.Of(HttpMethod.Get, IsOfApp(target) ? AppHook + "/config" : Hooks(target) + "?per_page=100");

    public IEnumerable<WebhookRegistration> ReadHooks(string target, JsonElement answer)
    {
        if (IsOfApp(target))
        {
            // Without an address the App has no webhook.
            if (Uri.TryCreate(Payload.Text(answer, "url"), UriKind.Absolute, out Uri? address))
            {
                yield return new WebhookRegistration { Id = AppHookId, Target = target, Uri = address, IsSigned = Payload.Text(answer, "secret") is not null };
            }
        }
        else if (Payload.Text(answer, "id") is string id && Uri.TryCreate(Payload.Text(answer, "config.url"), UriKind.Absolute, out Uri? uri))
        {
            yield return new WebhookRegistration
            {
                Id = id,
                Target = target,
                Uri = uri,
                Events = Payload.Texts(answer, "events"),
                IsActive = Payload.Flag(answer, "active") ?? true,
                IsSigned = Payload.Text(answer, "config.secret") is not null,
                CreatedAt = Payload.Time(answer, "created_at"),
            };
        }
    }

    public HttpRequestMessage CreateRemoval(WebhookRegistration hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        return IsOfApp(hook.Target)
            ? throw HookCall.Invalid("GitHub has no request that removes the webhook of an App.", "Switch it off in the App's settings, or give it another address with New-DevFlowWebhook app.", hook.Target)
            : HookCall.Of(HttpMethod.Delete, Path(hook));
    }

    public IReadOnlyList<HttpRequestMessage> CreateDeliveryList(WebhookRegistration hook, DateTimeOffset since, DateTimeOffset now) =>
        [HookCall.Of(HttpMethod.Get, $"{Path(hook)}/deliveries?per_page={DeliveriesOnPage}")];

    public IEnumerable<WebhookAttempt> ReadAttempts(WebhookRegistration hook, JsonElement answer, DateTimeOffset since)
    {
        if (Payload.Text(answer, "id") is string id
            && Payload.Text(answer, "guid") is string guid
            && Payload.Text(answer, "event") is string name
            && Payload.Time(answer, "delivered_at") is { } sentAt)
        {
            yield return new WebhookAttempt
            {
                Id = id,
                DeliveryId = guid,
                Event = Payload.Text(answer, "action") is string action ? $"{name}.{action}" : name,
                SentAt = sentAt,
                Succeeded = Payload.Text(answer, "status_code") is ['2', _, _],
                Status = ServerText.OneLine(Payload.Text(answer, "status") ?? ""),
            };
        }
    }

    public HttpRequestMessage CreateDeliveryRead(WebhookRegistration hook, WebhookAttempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        return HookCall.Of(HttpMethod.Get, $"{Path(hook)}/deliveries/{HookCall.Segment(attempt.Id)}");
    }

    // A hook may send forms; the log shows the JSON that was in them.
    public WebhookRequest ReadDelivery(WebhookAttempt attempt, JsonElement answer)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        JsonElement payload = Payload.Object(answer, "request.payload")
            ?? throw new DevFlowException(ErrorReason.NotFound, $"GitHub has not kept the payload of the delivery {attempt.DeliveryId}.", "Nothing can be recovered of it; look at what it was about.") { Target = attempt.DeliveryId };
        return HookCall.Delivery(
            [("X-GitHub-Event", Payload.Text(answer, "event")), ("X-GitHub-Delivery", attempt.DeliveryId)], Encoding.UTF8.GetBytes(payload.GetRawText()), attempt.SentAt);
    }

    public HttpRequestMessage CreateRedelivery(WebhookRegistration hook, WebhookAttempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        return HookCall.Of(HttpMethod.Post, $"{Path(hook)}/deliveries/{HookCall.Segment(attempt.Id)}/attempts");
    }

    // The App has one webhook, whose address is changed; its events are chosen in the settings.
    private HttpRequestMessage CreateAppRegistration(WebhookDraft draft) => draft.Events.SequenceEqual(DefaultEvents, StringComparer.Ordinal)
        ? HookCall.Of(HttpMethod.Patch, AppHook + "/config", writer => WriteConfig(writer, draft))
        : throw HookCall.Invalid("Which events an App hears of is chosen in its settings.", "Leave -Event out.", draft.Target);

    private static void WriteConfig(Utf8JsonWriter writer, WebhookDraft draft)
    {
        writer.WriteString("url", draft.Uri.AbsoluteUri);
        writer.WriteString("content_type", "json");
        HookCall.WriteSecret(writer, "secret", draft.Secret);
    }

    private string Path(WebhookRegistration hook) => IsOfApp(hook.Target) ? AppHook : $"{Hooks(hook.Target)}/{HookCall.Segment(hook.Id)}";

    private static string Hooks(string target) => target.Split('/') switch
    {
        ["orgs", { Length: > 0 } organization] => $"orgs/{HookCall.Segment(organization)}/hooks",
        [{ Length: > 0 } owner, { Length: > 0 } name] => $"repos/{HookCall.Segment(owner)}/{HookCall.Segment(name)}/hooks",
        [{ Length: > 0 } organization] => $"orgs/{HookCall.Segment(organization)}/hooks",
        _ => throw HookCall.Invalid($"'{target}' is neither a repository nor an organisation of GitHub.", "Give -Target as owner/repository, or as the name of an organisation.", target),
    };
}
