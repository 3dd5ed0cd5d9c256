using System.Net;
using DevFlow.Core.Events;
using DevFlow.Core.Webhooks;
using DevFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Webhooks;

/// <summary>Listener, bus and journal together: what is acknowledged is on disk, and handled once.</summary>
public sealed class WebhookInboxTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_duplicates_at_once_are_all_answered_with_200_and_handled_once_also_after_a_restart()
    {
        for (int start = 0; start < 2; start++)
        {
            await using Journal journal = new(_folder.File("journal.db"), TimeProvider.System);
            await using EventBus bus = new(journal, TimeProvider.System, new Random(1), NullLogger<EventBus>.Instance);
            CountingHandler handler = new();
            bus.Subscribe(new EventSubscriptionOptions { Name = "count" }, handler);
            await using ListenerFixture door = await ListenerFixture.StartAsync(inbox: new WebhookInbox(bus.PublishAsync, NullLogger.Instance));

            HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(async _ =>
            {
                using HttpResponseMessage answer = await door.SendAsync("the same");
                return answer.StatusCode;
            }));
            using HttpResponseMessage last = await door.SendAsync("another of start " + start);
            await handler.Seen("another of start " + start).WaitAsync(Cancelled);

            Assert.All(answers, static status => Assert.Equal(HttpStatusCode.OK, status));
            Assert.Equal(start == 0 ? 2 : 1, handler.Count);
            Assert.Equal((start == 0 ? 2 : 1, start == 0 ? 999 : 1_000), (door.Listener.Accepted, door.Listener.Duplicates));
        }
    }

    [Fact]
    public async Task A_full_disk_is_answered_with_503_and_what_fits_again_with_200()
    {
        Journal small = new(_folder.File("journal.db"), TimeProvider.System) { MaxPages = 60 };
        await using EventBus bus = new(small, TimeProvider.System, new Random(1), NullLogger<EventBus>.Instance);
        FakeScheme scheme = new() { Read = request => new FakeScheme().ToEvent(request) with { Data = System.Text.Json.JsonElement.Parse($"\"{new string('x', 20_000)}\"") } };
        await using ListenerFixture door = await ListenerFixture.StartAsync(scheme: scheme, inbox: new WebhookInbox(bus.PublishAsync, NullLogger.Instance));

        List<string> stored = [];
        HttpStatusCode status;
        int n = 0;
        while ((status = await SendAsync(door, $"{++n}")) == HttpStatusCode.OK)
        {
            stored.Add($"{n}");
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal((1L, 0L), (door.Listener.Sources[0].NotStored, door.Listener.Rejected));
        await small.ExecuteAsync(static writer => writer.Run("DELETE FROM event WHERE id < '3'"), Cancelled);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(door, $"{n}"));
        Assert.True(stored.Count > 3);
        await small.DisposeAsync();
    }

    [Fact]
    public async Task The_log_keeps_what_came_and_can_be_followed_and_filtered()
    {
        FakeTimeProvider time = new(ListenerFixture.Now);
        string path = _folder.File("webhooks.db");
        await using (WebhookLog log = new(path, time, NullLogger.Instance))
        {
            for (int i = 1; i <= 5; i++)
            {
                log.Add(Line(i));
            }
        }

        await using WebhookLog reader = new(path, TimeProvider.System, NullLogger.Instance);
        Assert.Equal(["1", "2", "3", "4", "5"], Ids(await reader.ReadAsync(new WebhookLogQuery(), Cancelled)));
        Assert.Equal(["4", "5"], Ids(await reader.ReadAsync(new WebhookLogQuery { Newest = 2 }, Cancelled)));
        Assert.Equal(["2", "4"], Ids(await reader.ReadAsync(new WebhookLogQuery { Outcome = WebhookOutcome.Rejected }, Cancelled)));
        Assert.Equal(["3"], Ids(await reader.ReadAsync(new WebhookLogQuery { EventId = "3" }, Cancelled)));
        Assert.Equal(["2", "3"], Ids(await reader.ReadAsync(new WebhookLogQuery { Since = ListenerFixture.Now.AddMinutes(2), Until = ListenerFixture.Now.AddMinutes(4) }, Cancelled)));
        Assert.Empty(await reader.ReadAsync(new WebhookLogQuery { Source = "other" }, Cancelled));
        Assert.Equal(Line(2) with { Sequence = 2 }, (await reader.ReadAsync(new WebhookLogQuery(), Cancelled))[1]);

        List<string?> followed = [];
        await foreach (WebhookDelivery line in reader.FollowAsync(new WebhookLogQuery { Newest = 1 }, Cancelled))
        {
            followed.Add(line.EventId);
            if (followed.Count == 1)
            {
                reader.Add(Line(6));
                reader.Add(Line(7));
            }
            else if (followed.Count == 3)
            {
                break;
            }
        }

        Assert.Equal(["5", "6", "7"], followed);
    }

    public void Dispose() => _folder.Dispose();

    private static WebhookDelivery Line(int i) => new()
    {
        ReceivedAt = ListenerFixture.Now.AddMinutes(i),
        Listener = "door",
        Source = "fake",
        Outcome = i % 2 == 0 ? WebhookOutcome.Rejected : WebhookOutcome.Accepted,
        Status = i % 2 == 0 ? 401 : 200,
        Reason = i % 2 == 0 ? "the signature is missing or wrong" : null,
        Client = "127.0.0.1",
        Bytes = i,
        Duration = TimeSpan.FromMilliseconds(i),
        Match = WebhookSecretMatch.Current,
        Topic = "fake.happened",
        EventId = $"{i}",
        EventSequence = i,
    };

    private static IEnumerable<string?> Ids(IReadOnlyList<WebhookDelivery> lines) => lines.Select(static line => line.EventId);

    private static async Task<HttpStatusCode> SendAsync(ListenerFixture door, string id)
    {
        using HttpResponseMessage answer = await door.SendAsync(id);
        return answer.StatusCode;
    }

    private sealed class CountingHandler : IEventHandler
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, TaskCompletionSource> _seen = new(StringComparer.Ordinal);
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public Task Seen(string id) => _seen.GetOrAdd(id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            _seen.GetOrAdd(delivery.Event.Id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
