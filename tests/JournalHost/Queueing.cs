using System.Text.Json;
using DevFlow.Core.Events;

namespace DevFlow.JournalHost;

/// <summary>Queues a million events for a handler that does not get on, and says what that takes.</summary>
internal sealed class Queueing : IEventHandler
{
    private const int Events = 1_000_000;

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _handled;

    public Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _handled);
        return _gate.Task.WaitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static async Task RunAsync(EventBus bus, bool isVolatile)
    {
        Queueing handler = new();
        bus.Subscribe(new EventSubscriptionOptions { Name = "stuck" }, handler);
        Task publishing = Task.Run(() => PublishAsync(bus, isVolatile));

        // Where memory is used up, the publisher of what is not stored waits with the rest.
        while (!publishing.IsCompleted && bus.Budget.HasRoom)
        {
            await Task.Delay(20);
        }

        Console.Out.WriteLine($"megabytes {Environment.WorkingSet / 1024 / 1024}");
        handler._gate.SetResult();
        await publishing;
        while (Volatile.Read(ref handler._handled) < Events)
        {
            await Task.Delay(20);
        }

        Console.Out.WriteLine($"handled {handler._handled}");
    }

    private static async Task PublishAsync(EventBus bus, bool isVolatile)
    {
        for (int n = 0; n < Events / 1_000; n++)
        {
            Event[] events = [.. Enumerable.Range(0, 1_000).Select(static n => Create(n))];
            if (isVolatile)
            {
                foreach (Event e in events)
                {
                    await bus.PublishVolatileAsync(e, CancellationToken.None);
                }
            }
            else
            {
                await bus.PublishAsync(events, CancellationToken.None);
            }
        }
    }

    // Parsed by its publisher, as a webhook is.
    private static Event Create(int n) => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        Source = "devflow:load",
        Type = "load.event",
        Topic = "load.event",
        Time = TimeProvider.System.GetUtcNow(),
        PartitionKey = "key" + (n % 8),
        Payload = new EventPayload(JsonSerializer.SerializeToUtf8Bytes(new { issue = new { number = n, title = "A bug" } })),
    };
}
