using System.Buffers;
using System.Net;
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
    private const string SignaturePrefix = "sha256=";
    private const int MaxNameLength = 64;
    private const int MaxDeliveryLength = 128;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");
    private static readonly SearchValues<char> DeliveryCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    public bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(request);
        string? signature = request.Header("X-Hub-Signature-256");
        if (secret.IsEmpty
            || signature is null
            || signature.Length != SignaturePrefix.Length + (2 * HMACSHA256.HashSizeInBytes)
            || !signature.StartsWith(SignaturePrefix, StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> digits = signature.AsSpan(SignaturePrefix.Length);
        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (digits.ContainsAnyExcept(LowerHex) || Convert.FromHexString(digits, claimed, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, request.Body.Span, computed);
        return CryptographicOperations.FixedTimeEquals(computed, claimed);
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
        return delivery is { Length: > 0 and <= MaxDeliveryLength } && !delivery.AsSpan().ContainsAnyExcept(DeliveryCharacters)
            ? delivery
            : throw Unreadable("its X-GitHub-Delivery header is missing, doubled or not an id");
    }

    private static JsonElement ReadPayload(WebhookRequest request)
    {
        ReadOnlySpan<byte> json = request.Body.Span;
        if (request.Header("Content-Type")?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
        {
            json = ReadFormField(json);
        }

        return Payload.Parse(json, Unreadable);
    }

    // payload=<percent-encoded JSON>, the only field GitHub sends.
    private static byte[] ReadFormField(ReadOnlySpan<byte> form)
    {
        byte[]? payload = null;
        foreach (Range range in form.Split((byte)'&'))
        {
            ReadOnlySpan<byte> field = form[range];
            if (!field.StartsWith("payload="u8))
            {
                continue;
            }

            if (payload is not null)
            {
                throw Unreadable("its form has more than one field named payload");
            }

            byte[] encoded = field["payload=".Length..].ToArray();
            payload = WebUtility.UrlDecodeToBytes(encoded, 0, encoded.Length);
        }

        return payload ?? throw Unreadable("its form has no field named payload");
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
