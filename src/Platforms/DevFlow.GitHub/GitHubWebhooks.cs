using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.GitHub;

/// <summary>
/// GitHub's webhooks: <c>X-Hub-Signature-256: sha256=&lt;64 lower-case hex digits of HMAC-SHA256(secret, raw body)&gt;</c>
/// (docs.github.com, "Validating webhook deliveries"). The SHA-1 header GitHub also sends is never looked at.
/// </summary>
internal sealed class GitHubWebhooks : IWebhookScheme
{
    private const int MaxNameLength = 64;
    private const string SignatureHeader = "X-Hub-Signature-256";
    private const string SignaturePrefix = "sha256=";
    private const string EventHeader = "X-GitHub-Event";
    private const string DeliveryHeader = "X-GitHub-Delivery";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    public IReadOnlyList<string> Topics { get; } = [.. GitHubEventRule.Names.Select(static name => $"github.{name}.**")];

    public bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(request);
        string? signature = request.Header(SignatureHeader);
        if (!request.Check("there is a secret", !secret.IsEmpty)
            || !request.Check("X-Hub-Signature-256 is there, once; the webhook at GitHub has a secret", signature is not null))
        {
            return false;
        }

        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, request.Body.Span, computed);
        return request.Check("X-Hub-Signature-256 is sha256= and HMAC-SHA256 of the body with the secret", HexSignature.Matches(signature, SignaturePrefix, computed));
    }

    public WebhookSample Sample => new()
    {
        Event = "ping",
        Body = """{"zen":"Keep it logically awesome.","hook_id":1,"hook":{"type":"Repository","id":1,"active":true,"events":["*"]},"repository":{"id":1,"full_name":"octo-org/octo-repo","html_url":"https://github.com/octo-org/octo-repo"}}"""u8.ToArray(),
    };

    public IReadOnlyDictionary<string, string> Sign(WebhookSample sample, DateTimeOffset sentAt, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(sample);
        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, sample.Body.Span, computed);
        return new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            [EventHeader] = sample.Event,
            [DeliveryHeader] = sample.Id,
            [SignatureHeader] = HexSignature.Of(SignaturePrefix, computed),
        };
    }

    public Event ToEvent(WebhookRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string name = ReadName(request);
        string delivery = ReadDelivery(request);
        JsonElement payload = ReadPayload(request);

        GitHubEventRule rule = GitHubEventRule.For(name);
        return new Event
        {
            Id = delivery,
            Source = rule.Source(payload),
            Type = rule.Type(payload),
            Topic = Payload.Text(payload, "action") is string action ? $"github.{name}.{TopicSegment.Of(action)}" : $"github.{name}",
            Subject = rule.Subject(payload),
            Time = rule.Time(payload) ?? request.ReceivedAt,
            Data = payload,
            PartitionKey = ReadPartitionKey(payload),
        };
    }

    private static string ReadName(WebhookRequest request)
    {
        string? name = request.Header(EventHeader);
        return name is { Length: > 0 and <= MaxNameLength } && !name.AsSpan().ContainsAnyExcept(NameCharacters)
            ? name
            : throw Unreadable("its X-GitHub-Event header is missing, doubled or not the name of an event");
    }

    private static string ReadDelivery(WebhookRequest request)
    {
        string? delivery = request.Header(DeliveryHeader);
        return DeliveryId.IsOne(delivery)
            ? delivery
            : throw Unreadable("its X-GitHub-Delivery header is missing, doubled or not an id");
    }

    // payload=<percent-encoded JSON>, the only field GitHub sends.
    private static JsonElement ReadPayload(WebhookRequest request)
    {
        ReadOnlySpan<byte> body = request.Body.Span;
        return !FormBody.Is(request) ? Payload.Parse(body, Unreadable)
            : FormBody.Read(body, Unreadable).TryGetValue("payload", out byte[]? json) ? Payload.Parse(json, Unreadable)
            : throw Unreadable("its form has no field named payload");
    }

    // Issues, pull requests and discussions of a repository share one sequence of numbers.
    private static string? ReadPartitionKey(JsonElement payload)
    {
        string? repository = Payload.Text(payload, "repository.full_name");
        string? number = Payload.Text(payload, "issue.number")
            ?? Payload.Text(payload, "pull_request.number")
            ?? Payload.Text(payload, "discussion.number");
        return repository is null || number is null ? repository : $"{repository}#{number}";
    }

    private static DevFlowException Unreadable(string why, Exception? cause = null) => new(
        ErrorReason.InvalidArgument,
        $"The delivery cannot be read as one of GitHub: {why}.",
        "Compare with the delivery's page in the webhook's settings.",
        cause);
}
