using DevFlow.Core.Events;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Events;

/// <summary>A bus on a journal in a folder of its own, with a clock that stands still.</summary>
internal sealed class BusFixture : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BusFixture(Func<string, string>? redact = null, long budget = MemoryBudget.Default)
    {
        Journal = new Journal(_folder.File("journal.db"), Time);
        Bus = new EventBus(Journal, Time, new Random(1), NullLogger<EventBus>.Instance, redact, FindKeys, new MemoryBudget(budget));
    }

    /// <summary>What an event has to do with; nothing unless a test says so.</summary>
    public Func<Event, IReadOnlyList<string>> Keys { get; set; } = static _ => [];

    public FakeTimeProvider Time { get; } = new(TestEvent.Noon);

    public Journal Journal { get; }

    public EventBus Bus { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public RecordingHandler Subscribe(string name, string pattern, Func<Event, CancellationToken, Task>? action = null) =>
        Subscribe(new EventSubscriptionOptions { Name = name, Topic = pattern }, action);

    public RecordingHandler Subscribe(EventSubscriptionOptions options, Func<Event, CancellationToken, Task>? action = null)
    {
        RecordingHandler handler = new(action);
        Bus.Subscribe(options, handler);
        return handler;
    }

    public async Task<Event> PublishVolatileAsync(Event draft) => (await Bus.PublishVolatileAsync(draft, Token)).Event;

    public async Task<Event> PublishAsync(Event draft) => (await Bus.PublishAsync(draft, Token)).Event;

    /// <summary>Publishes <paramref name="count"/> events as fast as the journal takes them, in order.</summary>
    public async Task PublishManyAsync(int first, int count, string topic = "test.thing.happened")
    {
        // Appends queue in the order of the calls: each reaches the journal's queue before the next is made.
        List<Task> publishing = [];
        for (int n = first; n < first + count; n++)
        {
            publishing.Add(Bus.PublishAsync(TestEvent.Number(n, topic), Token).AsTask());
            if (publishing.Count == 1_000)
            {
                await Task.WhenAll(publishing);
                publishing.Clear();
            }
        }

        await Task.WhenAll(publishing);
    }

    private IReadOnlyList<string> FindKeys(Event source) => Keys(source);

    public async ValueTask DisposeAsync()
    {
        await Bus.DisposeAsync();
        await Journal.DisposeAsync();
        _folder.Dispose();
    }
}
