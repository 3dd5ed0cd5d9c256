using System.Collections.Concurrent;
using System.Net.Http.Headers;
using DevFlow.Core.Events;
using DevFlow.Core.Logging;
using DevFlow.Core.Webhooks;
using DevFlow.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Webhooks;

/// <summary>A listener of the fake platform with a journal in memory and a client that signs.</summary>
internal sealed class ListenerFixture : IAsyncDisposable
{
    public const string Secret = "canary-secret-7f3a";
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private ListenerFixture(KestrelWebhookListener listener, FakeScheme scheme, LogLines log)
    {
        Listener = listener;
        Scheme = scheme;
        Log = log;
    }

    public KestrelWebhookListener Listener { get; }

    public FakeScheme Scheme { get; }

    public LogLines Log { get; }

    public HttpClient Client { get; } = new();

    /// <summary>What the log of deliveries was told.</summary>
    public ConcurrentQueue<WebhookDelivery> Deliveries { get; private init; } = new();

    public static async Task<ListenerFixture> StartAsync(
        Func<Event, CancellationToken, ValueTask<bool>>? publish = null,
        FakeScheme? scheme = null,
        int port = 0,
        IWebhookInbox? inbox = null,
        Func<LogLines, TimeProvider, IReadOnlyList<HttpSource>>? sources = null,
        Func<WebhookListenerOptions, WebhookListenerOptions>? change = null,
        TimeProvider? time = null)
    {
        scheme ??= new FakeScheme();
        time ??= new FakeTimeProvider(Now);
        LogLines log = new();
        ConcurrentQueue<WebhookDelivery> deliveries = new();
        ConcurrentDictionary<string, bool> journal = new(StringComparer.Ordinal);
        publish ??= (received, _) => ValueTask.FromResult(journal.TryAdd(received.Id, true));
        WebhookListenerOptions options = new()
        {
            Name = "door",
            Port = port,
            Proxies = NetworkList.Parse([], time, log),
            Sources = sources?.Invoke(log, time) ?? [Source(scheme, log, time)],
            Inbox = inbox ?? new WebhookInbox(async (e, token) => new PublishResult(e, await publish(e, token) ? PublishOutcome.Stored : PublishOutcome.Duplicate), log),
            Log = deliveries.Enqueue,
        };
        KestrelWebhookListener listener = await KestrelWebhookListener.StartAsync(change is null ? options : change(options), log, time, TestContext.Current.CancellationToken);
        return new ListenerFixture(listener, scheme, log) { Deliveries = deliveries };
    }

    /// <summary>A source of the fake platform.</summary>
    public static HttpSource Source(IWebhookScheme scheme, LogLines log, TimeProvider time, string name = "fake", string secret = Secret, int maxBody = HttpSource.LargestBody, params string[] allowFrom)
    {
        using SecretBuffer bytes = SecretBuffer.FromChars(secret);
        return new HttpSource(new ActiveSource(name, "fake", scheme), new WebhookSecrets(bytes, new Redactor()), NetworkList.Parse(allowFrom, time, log), maxBody);
    }

    public static HttpRequestMessage Signed(Uri uri, string id = "1", HttpContent? content = null) => new(HttpMethod.Post, uri)
    {
        Headers = { { "X-Signature", Secret }, { "X-Id", id } },
        Content = content ?? new StringContent("{}", new MediaTypeHeaderValue("application/json")),
    };

    public Task<HttpResponseMessage> SendAsync(string id = "1", HttpContent? content = null) => SendAsync(Signed(Listener.Uri, id, content));

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => Client.SendAsync(request, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Listener.DisposeAsync();
    }
}
