using DevFlow;
using DevFlow.Core.Events;
using DevFlow.JournalHost;
using Microsoft.Extensions.Logging.Abstractions;

// publish: loads the journal with events until it is killed, and handles them. drain: handles what is left, then ends.
// queue-stored, queue-volatile: says how much memory a million waiting events take. poison: dies in its handler.
string mode = args[0];
string folder = args[1];
await using Journal journal = new(Path.Combine(folder, "journal.db"), TimeProvider.System);
await using EventBus bus = new(journal, TimeProvider.System, new Random(), NullLogger<EventBus>.Instance)
{
    Handlers = new HandlerStore(journal, TimeProvider.System) { Lease = TimeSpan.FromSeconds(1) },
};
if (mode is "queue-stored" or "queue-volatile")
{
    await Queueing.RunAsync(bus, isVolatile: mode == "queue-volatile");
    return 0;
}

if (mode == "poison")
{
    await Poison.RunAsync(bus);
    return 0;
}

await using LineFile effects = new(Path.Combine(folder, "effects.txt"));
IdempotentHandler handler = new(effects);
EventSubscription subscription = bus.Subscribe(new EventSubscriptionOptions { Name = "effects", Durable = true, Lanes = 4 }, handler);
while (!subscription.IsActive)
{
    await Task.Delay(10);
}

Console.Out.WriteLine("working");
await using LineFile acknowledged = new(Path.Combine(folder, "acknowledged.txt"));
if (mode == "publish")
{
    await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Load.RunAsync(bus, acknowledged))));
}

while (!acknowledged.Lines.IsSubsetOf(effects.Lines))
{
    await Task.Delay(20);
}

Console.Out.WriteLine($"repeated {handler.Repeated}");
return 0;
