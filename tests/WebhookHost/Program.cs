using DevFlow;
using DevFlow.Core.Events;
using DevFlow.Core.Logging;
using DevFlow.Core.Webhooks;
using DevFlow.JournalHost;
using Microsoft.Extensions.Logging.Abstractions;

// FOLDER SECRET: writes the address of a listener for Standard Webhooks, takes deliveries and handles them until the input ends or it is killed.
string folder = args[0];
await using Journal journal = new(Path.Combine(folder, "journal.db"), TimeProvider.System);
await using EventBus bus = new(journal, TimeProvider.System, new Random(), NullLogger<EventBus>.Instance)
{
    Handlers = new HandlerStore(journal, TimeProvider.System) { Lease = TimeSpan.FromSeconds(1) },
};
await using LineFile effects = new(Path.Combine(folder, "effects.txt"));
EventSubscription subscription = bus.Subscribe(new EventSubscriptionOptions { Name = "effects", Durable = true, Lanes = 4 }, new IdempotentHandler(effects));
while (!subscription.IsActive)
{
    await Task.Delay(10);
}

using SecretBuffer secret = SecretBuffer.FromChars(args[1]);
WebhookListenerOptions options = new()
{
    Name = "host",
    Proxies = NetworkList.Parse([], TimeProvider.System, NullLogger.Instance),
    Sources =
    [
        new HttpSource(
            new ActiveSource("standard", "standard", new StandardWebhooks()),
            new WebhookSecrets(secret, new Redactor()),
            NetworkList.Parse([], TimeProvider.System, NullLogger.Instance),
            HttpSource.LargestBody),
    ],
    Inbox = new WebhookInbox(bus.PublishAsync, NullLogger.Instance),
};
await using KestrelWebhookListener listener = await KestrelWebhookListener.StartAsync(options, NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
Console.Out.WriteLine($"{listener.Uri};");
await Console.In.ReadToEndAsync();
return 0;
