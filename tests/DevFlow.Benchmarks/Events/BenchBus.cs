using DevFlow.Core.Events;
using DevFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Benchmarks.Events;

/// <summary>A bus on a journal of its own, as the engine makes it.</summary>
internal sealed class BenchBus : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    public BenchBus()
    {
        Journal = new Journal(_folder.File("journal.db"), TimeProvider.System);
        Bus = new EventBus(Journal, TimeProvider.System, new Random(1), NullLogger<EventBus>.Instance);
    }

    public Journal Journal { get; }

    public EventBus Bus { get; }

    public static Event Sample(int n, string topic) => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        Source = "devflow:bench",
        Type = topic,
        Topic = topic,
        Time = DateTimeOffset.UnixEpoch,
        PartitionKey = "octocat/hello#" + (n % 64),
        Payload = new EventPayload("""{"action":"opened","issue":{"number":7,"title":"A bug"}}"""u8.ToArray()),
    };

    public async ValueTask DisposeAsync()
    {
        await Bus.DisposeAsync();
        await Journal.DisposeAsync();
        _folder.Dispose();
    }
}
