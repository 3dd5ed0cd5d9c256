using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DevFlow.Core.Events;
using DevFlow.Core.Logging;
using DevFlow.Core.Webhooks;
using DevFlow.GitHub;
using DevFlow.GitLab;
using DevFlow.Jira;
using DevFlow.Slack;
using DevFlow.TestKit;
using Microsoft.Extensions.Logging;

namespace DevFlow.Platforms.Tests.Webhooks;

/// <summary>A listener with a source for each scheme, the real ones, and raw sockets to it.</summary>
internal sealed class Door : IAsyncDisposable
{
    public const string SigningToken = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public const int Cap = 100_000;

    private static readonly (string Name, string Platform, IWebhookScheme Scheme, string Secret)[] Schemes =
    [
        ("github", "github", new GitHubWebhooks(), "secret-of-github"),
        ("gitlab", "gitlab", new GitLabWebhooks(), SigningToken),
        ("gitlab-token", "gitlab", new GitLabWebhooks(), "secret-of-gitlab"),
        ("jira", "jira", new JiraWebhooks(), "secret-of-jira"),
        ("slack", "slack", new SlackWebhooks(), "secret-of-slack"),
        ("standard", "standard", new StandardWebhooks(), SigningToken),
    ];

    private readonly KestrelWebhookListener _listener;

    private Door(KestrelWebhookListener listener, LogLines log, ConcurrentDictionary<string, Event> stored)
    {
        _listener = listener;
        Log = log;
        Stored = stored;
    }

    public static IEnumerable<string> Names => Schemes.Select(static one => one.Name);

    public LogLines Log { get; }

    public ConcurrentDictionary<string, Event> Stored { get; }

    public IReadOnlyList<WebhookSource> Sources => _listener.Sources;

    public static async Task<Door> OpenAsync(int cap = Cap)
    {
        LogLines log = new();
        Redactor redactor = new();
        ConcurrentDictionary<string, Event> stored = new(StringComparer.Ordinal);
        List<HttpSource> sources = [];
        foreach ((string name, string platform, IWebhookScheme scheme, string secret) in Schemes)
        {
            using SecretBuffer bytes = SecretBuffer.FromChars(secret);
            sources.Add(new HttpSource(new ActiveSource(name, platform, scheme), new WebhookSecrets(bytes, redactor), NetworkList.Parse([], TimeProvider.System, log), cap));
        }

        WebhookListenerOptions options = new()
        {
            Name = "door",
            Proxies = NetworkList.Parse([], TimeProvider.System, log),
            Sources = sources,
            Inbox = new WebhookInbox((e, _) => new(new PublishResult(e, stored.TryAdd(e.Id, e) ? PublishOutcome.Stored : PublishOutcome.Duplicate)), log),
        };
        return new Door(await KestrelWebhookListener.StartAsync(options, log, TimeProvider.System, TestContext.Current.CancellationToken), log, stored);
    }

    public static IWebhookScheme Scheme(string name) => Schemes.Single(one => one.Name == name).Scheme;

    public static byte[] Secret(string name) => Encoding.UTF8.GetBytes(Schemes.Single(one => one.Name == name).Secret);

    /// <summary>A delivery with its right signature; the body is the platform's sample where none is given.</summary>
    public static SignedDelivery Sign(string name, byte[]? body = null, DateTimeOffset? at = null, byte[]? secret = null)
    {
        WebhookSample sample = Scheme(name).Sample! with { Id = Guid.NewGuid().ToString() };
        sample = body is null ? sample : sample with { Body = body };
        return new SignedDelivery(name, Scheme(name).Sign(sample, at ?? TimeProvider.System.GetUtcNow(), secret ?? Secret(name)).ToDictionary(StringComparer.OrdinalIgnoreCase), sample.Body.ToArray());
    }

    public Task<int> SendAsync(SignedDelivery delivery, string more = "") =>
        SendAsync(delivery.Source, string.Concat(delivery.Headers.Where(static header => header.Value.Length > 0).Select(static header => $"{header.Key}: {header.Value}\r\n")) + more, delivery.Body);

    public Task<int> SendAsync(string source, string headers, byte[] body) => SendRawAsync(
        [.. Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"POST /webhooks/{source} HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n{headers}\r\n")), .. body]);

    /// <returns>The status of the answer; 0 for none.</returns>
    public async Task<int> SendRawAsync(byte[] request)
    {
        CancellationToken cancelled = TestContext.Current.CancellationToken;
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _listener.Uri.Port, cancelled);
        byte[] head = new byte[12];
        int length = 0;
        try
        {
            await socket.SendAsync(request, cancelled);
            while (length < head.Length && await socket.ReceiveAsync(head.AsMemory(length), cancelled) is > 0 and int received)
            {
                length += received;
            }
        }
        catch (SocketException)
        {
            // Refused with the body unread, the connection is reset.
        }

        return length == head.Length ? int.Parse(Encoding.ASCII.GetString(head, 9, 3), CultureInfo.InvariantCulture) : 0;
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
