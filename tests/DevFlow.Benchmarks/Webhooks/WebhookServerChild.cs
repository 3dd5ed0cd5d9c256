using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using DevFlow.Core;
using DevFlow.Core.Events;
using DevFlow.Core.Logging;
using DevFlow.Core.Webhooks;
using DevFlow.TestKit;
using Microsoft.Extensions.Logging;

namespace DevFlow.Benchmarks.Webhooks;

/// <summary>
/// A process with a listener of the engine. <c>volatile</c>: verified and acknowledged, nothing stored. <c>durable</c>: the whole engine, with a
/// handler. <c>slow</c>: the same, and its handlers sleep five seconds.
/// </summary>
internal sealed class WebhookServerChild : IChild
{
    private static readonly TimeSpan Sleep = TimeSpan.FromSeconds(5);

    public string Name => "child-webhooks";

    /// <summary>Writes its address, how long the start took up to the first answer and what it added to the working set; then serves until its input ends.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using TempFolder home = new();
        await using Engine engine = new(RepositoryRoot.File("bin", "plugins"), HomeFolder.Open(home.File("home")), TimeProvider.System);
        using SecretBuffer secret = SecretBuffer.FromChars(SignedBody.Secret);
        SourceRequest source = new(Name: null, "github", secret, CredentialName: null, MaxBodyBytes: 0, AllowFrom: []);
        if (arguments[0] == "volatile")
        {
            using LoggerFactory loggers = new([new EngineLoggerProvider(engine.Redactor)], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
            await using KestrelWebhookListener listener = await KestrelWebhookListener.StartAsync(
                new WebhookListenerOptions
                {
                    Name = "bench",
                    Proxies = NetworkList.Parse([], TimeProvider.System, loggers.CreateLogger("bench")),
                    Sources = [engine.Webhooks.Sources.Open(source)],
                    Inbox = new NoInbox(),
                },
                loggers,
                TimeProvider.System,
                cancellationToken);
            return await ServeAsync(listener.Uri!, 0, 0, cancellationToken);
        }

        TimeSpan sleep = arguments[0] == "slow" ? Sleep : TimeSpan.Zero;
        long before = WorkingSet();
        Stopwatch watch = Stopwatch.StartNew();
        WebhookListener started = await engine.Webhooks.StartAsync(new ListenerRequest { Sources = [source] }, cancellationToken);
        await SendOneAsync(started.Uri!, cancellationToken);
        double start = watch.Elapsed.TotalMilliseconds;
        await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        double grown = (WorkingSet() - before) / 1048576.0;
        engine.Events.Subscribe(new EventSubscriptionOptions { Name = "bench", Topic = "github.**", Lanes = 16 }, new SleepingHandler(sleep));
        return await ServeAsync(started.Uri!, start, grown, cancellationToken);
    }

    private static async Task<int> ServeAsync(Uri address, double start, double memory, CancellationToken cancellationToken)
    {
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{address.GetLeftPart(UriPartial.Authority)} {start:F1} {memory:F1};"));
        await Console.In.ReadToEndAsync(cancellationToken);
        return 0;
    }

    private static long WorkingSet()
    {
        using Process own = Process.GetCurrentProcess();
        return own.WorkingSet64;
    }

    private static async Task SendOneAsync(Uri address, CancellationToken cancellationToken)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        await socket.SendAsync(SignedBody.Request(address), cancellationToken);
        byte[] answer = new byte[1_024];
        int length = await socket.ReceiveAsync(answer, cancellationToken);
        if (!answer.AsSpan(0, length).StartsWith("HTTP/1.1 200"u8))
        {
            throw new InvalidOperationException(Encoding.ASCII.GetString(answer, 0, length));
        }
    }

    private sealed class NoInbox : IWebhookInbox
    {
        public bool IsWritable => true;

        public ValueTask<InboxAnswer> TakeAsync(ActiveSource source, WebhookRequest delivery, CancellationToken cancellationToken) => new(new InboxAnswer(WebhookOutcome.Accepted));
    }

    private sealed class SleepingHandler(TimeSpan sleep) : IEventHandler
    {
        public Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken) => sleep == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(sleep, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
