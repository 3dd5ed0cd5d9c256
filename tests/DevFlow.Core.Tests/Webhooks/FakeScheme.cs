using System.Text.Json;

namespace DevFlow.Core.Tests.Webhooks;

/// <summary>A platform that signs by repeating the secret in a header; it counts what reaches it.</summary>
internal sealed class FakeScheme : IWebhookScheme
{
    private int _verified;

    public int Verified => Volatile.Read(ref _verified);

    public int LongestBody { get; private set; }

    public WebhookRequest? Last { get; private set; }

    public Func<WebhookRequest, Event>? Read { get; init; }

    public bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        Interlocked.Increment(ref _verified);
        LongestBody = Math.Max(LongestBody, request.Body.Length);
        Last = request;
        return request.Header("X-Throw") is null
            ? request.Header("X-Signature") is string signature && System.Text.Encoding.UTF8.GetBytes(signature).AsSpan().SequenceEqual(secret)
            : throw new InvalidOperationException("broken plugin");
    }

    public string? AnswerTest(WebhookRequest request) => request.Header("X-Test");

    public Event ToEvent(WebhookRequest request) => Read is not null ? Read(request) : new Event
    {
        Id = request.Header("X-Id") ?? "1",
        Source = "fake",
        Type = "fake.happened",
        Topic = "fake.happened",
        Time = request.ReceivedAt,
        Data = JsonElement.Parse("{}"),
    };
}
