using System.Diagnostics;
using System.Text.Json;
using DevFlow.Core.Events;

namespace DevFlow.JournalHost;

/// <summary>A handler that one event kills the process in, as a bug in native code does.</summary>
internal sealed class Poison : IEventHandler
{
    private const string Topic = "poison.event";
    private static readonly EventRetryPolicy Retry = new() { MaxAttempts = 3, Delay = TimeSpan.FromMilliseconds(1) };

    private readonly TaskCompletionSource _after = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken)
    {
        Console.Out.WriteLine($"{delivery.Event.Id} {delivery.Attempt}");
        if (delivery.Event.Id == "throws" && delivery.Attempt == 1)
        {
            throw new InvalidOperationException("once");
        }

        if (delivery.Event.Id == "poison")
        {
            Process.GetCurrentProcess().Kill();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        if (delivery.Event.Id == "after")
        {
            _after.SetResult();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Publishes in the first run; ends when the last event is handled.</summary>
    public static async Task RunAsync(EventBus bus)
    {
        Poison handler = new();
        await bus.SubscribeAsync(new EventSubscriptionOptions { Name = "fragile", Topic = Topic, Durable = true, Retry = Retry }, handler, CancellationToken.None);
        foreach (string id in (string[])["before", "throws", "poison", "after"])
        {
            // A duplicate from the second run on.
            await bus.PublishAsync(Create(id), CancellationToken.None);
        }

        await handler._after.Task;
    }

    private static Event Create(string id) => new()
    {
        Id = id,
        Source = "devflow:load",
        Type = Topic,
        Topic = Topic,
        Time = TimeProvider.System.GetUtcNow(),
        PartitionKey = "key",
        Data = JsonElement.Parse("{}"),
    };
}
