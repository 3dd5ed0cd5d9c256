using DevFlow.Core.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Core.Tests.Events;

/// <summary>One process's bus on a journal that others may share; in real time, with short leases.</summary>
internal sealed class DurableBus : IAsyncDisposable
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    public DurableBus(string path, long? maxPages = null)
    {
        Journal = new Journal(path, TimeProvider.System) { BusyTimeout = TimeSpan.FromSeconds(2), MaxPages = maxPages };
        Bus = new EventBus(Journal, TimeProvider.System, new Random(1), NullLogger<EventBus>.Instance)
        {
            Handlers = new HandlerStore(Journal, TimeProvider.System) { Lease = Lease },
        };
    }

    public Journal Journal { get; }

    public EventBus Bus { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public RecordingHandler Subscribe(string name, Func<Event, CancellationToken, Task>? action = null, EventRetryPolicy? retry = null, int lanes = 1, string topic = "test.**")
    {
        RecordingHandler handler = new(action);
        Bus.Subscribe(new EventSubscriptionOptions { Name = name, Topic = topic, Durable = true, Retry = retry, Lanes = lanes }, handler);
        return handler;
    }

    public async Task<RecordingHandler> SubscribeActiveAsync(string name, Func<Event, CancellationToken, Task>? action = null, EventRetryPolicy? retry = null, int lanes = 1)
    {
        RecordingHandler handler = Subscribe(name, action, retry, lanes);
        await UntilAsync(() => Bus.Subscriptions.Single(s => s.Name == name).IsActive);
        return handler;
    }

    public async Task PublishManyAsync(int first, int count) =>
        await Bus.PublishAsync([.. Enumerable.Range(first, count).Select(n => TestEvent.Number(n))], Token);

    public async Task<List<DeadLetter>> LettersAsync()
    {
        List<DeadLetter> letters = [];
        await foreach (DeadLetter letter in Bus.ReadDeadLettersAsync(Token))
        {
            letters.Add(letter);
        }

        return letters;
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60), "It did not come true in time.");
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Bus.DisposeAsync();
        await Journal.DisposeAsync();
    }
}
