using System.Buffers;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.GitLab;

/// <summary>GitLab's webhooks: what a delivery means. Who sent it, <see cref="GitLabSignature"/> tells.</summary>
internal sealed class GitLabWebhooks : IWebhookScheme
{
    private const int MaxNameLength = 64;
    private const string EventHeader = "X-Gitlab-Event";
    private const string IdHeader = "Idempotency-Key";
    private const string HookSuffix = " Hook";
    private const string DefaultInstance = "https://gitlab.com";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ ");

    public IReadOnlyList<string> Topics { get; } = [.. GitLabEventRule.Names.Select(static name => $"gitlab.{name}.**")];

    public bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(request);
        return GitLabSignature.Verify(request, secret);
    }

    public WebhookSample Sample => new()
    {
        Event = "Push Hook",
        Body = """{"object_kind":"push","event_name":"push","ref":"refs/heads/main","user_username":"jsmith","project":{"id":15,"path_with_namespace":"mike/diaspora","web_url":"https://gitlab.com/mike/diaspora"},"commits":[],"total_commits_count":0}"""u8.ToArray(),
    };

    public IReadOnlyDictionary<string, string> Sign(WebhookSample sample, DateTimeOffset sentAt, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(sample);
        Dictionary<string, string> headers = GitLabSignature.Sign(sample, sentAt, secret);
        headers[EventHeader] = sample.Event;
        headers[IdHeader] = sample.Id;
        return headers;
    }

    public Event ToEvent(WebhookRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        JsonElement payload = Payload.Parse(request.Body.Span, Unreadable);
        string name = ReadName(request, payload);
        GitLabEventRule rule = GitLabEventRule.For(name, payload);
        return new Event
        {
            Id = ReadId(request, name),
            Source = rule.Source(payload, ReadInstance(request)),
            Type = rule.Type(name, payload),
            Topic = rule.Topic(name, payload),
            Subject = rule.Subject(payload),
            Time = rule.Time(payload) ?? request.ReceivedAt,
            Data = payload,
            PartitionKey = ReadPartitionKey(payload),
        };
    }

    // "Merge Request Hook" is merge_request; a system hook is named in its body. Confidential issues and notes are issues and notes.
    private static string ReadName(WebhookRequest request, JsonElement payload)
    {
        string? header = request.Header(EventHeader);
        if (header is not { Length: > 0 and <= MaxNameLength } || header.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw Unreadable("its X-Gitlab-Event header is missing, doubled or not the name of an event");
        }

        if (header == "System Hook")
        {
            return Payload.Text(payload, "event_name|object_kind|event_type") is string named
                ? TopicSegment.Of(named)
                : throw Unreadable("it is of a system hook and names no event");
        }

        string name = header.EndsWith(HookSuffix, StringComparison.Ordinal) ? header[..^HookSuffix.Length] : header;
        name = TopicSegment.Of(name);
        return name switch
        {
            "confidential_issue" => "issue",
            "confidential_note" => "note",
            _ => name,
        };
    }

    // Idempotency-Key is the same over retries and "Resend" (since 17.4), X-Gitlab-Webhook-UUID is new with every attempt. An older
    // GitLab's delivery is known by its content.
    private static string ReadId(WebhookRequest request, string name)
    {
        string? id = request.Header(IdHeader) ?? request.Header("webhook-id");
        return id is null ? DeliveryId.OfContent(name, request.Body.Span)
            : DeliveryId.IsOne(id) ? id
            : throw Unreadable("its Idempotency-Key header is not an id");
    }

    private static string ReadInstance(WebhookRequest request) =>
        Uri.TryCreate(request.Header("X-Gitlab-Instance"), UriKind.Absolute, out Uri? instance) && instance.Scheme.StartsWith("http", StringComparison.Ordinal)
            ? instance.GetLeftPart(UriPartial.Authority)
            : DefaultInstance;

    // Issues and merge requests count each on their own: #7 and !7, as GitLab writes them.
    private static string? ReadPartitionKey(JsonElement payload)
    {
        string? project = Payload.Text(payload, "project.path_with_namespace");
        string? kind = Payload.Text(payload, "object_kind");
        string? mergeRequest = Payload.Text(payload, kind == "merge_request" ? "object_attributes.iid" : "merge_request.iid");
        string? issue = Payload.Text(payload, kind == "issue" ? "object_attributes.iid" : "issue.iid");
        return project is null ? null
            : mergeRequest is not null ? $"{project}!{mergeRequest}"
            : issue is not null ? $"{project}#{issue}"
            : project;
    }

    private static DevFlowException Unreadable(string why, Exception? cause = null) => new(
        ErrorReason.InvalidArgument,
        $"The delivery cannot be read as one of GitLab: {why}.",
        "Compare with the event's details in the webhook's settings; a custom webhook template must produce a JSON object.",
        cause);
}
