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

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    public bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (secret.IsEmpty)
        {
            return false;
        }

        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, request.Body.Span, computed);
        return HexSignature.Matches(request.Header("X-Hub-Signature-256"), "sha256=", computed);
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
        string? name = request.Header("X-GitHub-Event");
        return name is { Length: > 0 and <= MaxNameLength } && !name.AsSpan().ContainsAnyExcept(NameCharacters)
            ? name
            : throw Unreadable("its X-GitHub-Event header is missing, doubled or not the name of an event");
    }

    private static string ReadDelivery(WebhookRequest request)
    {
        string? delivery = request.Header("X-GitHub-Delivery");
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
