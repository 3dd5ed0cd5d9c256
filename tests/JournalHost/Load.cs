using System.Text.Json;
using DevFlow.Core.Events;

namespace DevFlow.JournalHost;

/// <summary>Publishes for ever, alone and in batches, and writes down what was acknowledged.</summary>
internal static class Load
{
    private static readonly JsonElement Data = JsonElement.Parse("""{"issue":{"number":7,"title":"A bug"}}""");

    public static async Task RunAsync(EventBus bus, LineFile acknowledged)
    {
        for (int n = 0; ; n++)
        {
            Event[] events = [.. Enumerable.Range(0, n % 3 == 0 ? 1 : n % 50 + 1).Select(static n => Create(n))];
            foreach (PublishResult result in events.Length == 1
                ? [await bus.PublishAsync(events[0], CancellationToken.None)]
                : await bus.PublishAsync(events, CancellationToken.None))
            {
                acknowledged.TryAdd(result.Event.Id);
            }
        }
    }

    private static Event Create(int n) => new()
    {
        Id = Guid.CreateVersion7().ToString("N"),
        Source = "devflow:load",
        Type = "load.event",
        Topic = "load.event",
        Time = TimeProvider.System.GetUtcNow(),
        PartitionKey = n % 2 == 0 ? "key" + (n % 8) : null,
        Priority = (EventPriority)(n % 4),
        Data = Data,
    };
}
