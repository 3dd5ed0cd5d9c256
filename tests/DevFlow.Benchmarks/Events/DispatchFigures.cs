using System.Diagnostics;
using System.Threading.Channels;
using DevFlow.Benchmarks.Figures;
using DevFlow.Core.Events;

namespace DevFlow.Benchmarks.Events;

/// <summary>What happens in memory: volatile events from publisher to handlers.</summary>
internal static class DispatchFigures
{
    private const int Rounds = 7;
    private static readonly string[] Topics = ["github.issues.opened", "github.issues.closed", "github.pull_request.opened", "gitlab.issues.opened", "jira.issues.opened"];

    // Every event of the first topic fits all ten, the others most of them.
    private static readonly string[] Patterns = ["**", "*.issues.*", "*.*.opened", "**.opened", "github.**", "github.*.opened", "*.**", "github.issues.**", "**.issues.**", "github.issues.opened"];

    public static async Task VolatileAsync(Report report, CancellationToken cancellationToken)
    {
        const int Events = 400_000;
        await using BenchBus fixture = new();
        CountingHandler[] handlers = Subscribe(fixture.Bus, Patterns);
        Event[] events = [.. Enumerable.Range(0, 1_000).Select(n => BenchBus.Sample(n, Topics[n % Topics.Length]) with { CorrelationId = "story" })];
        List<double> rates = [];
        long deliveries = 0;
        for (int round = 0; round <= Rounds; round++)
        {
            Task[] reached = [.. handlers.Select((handler, i) => handler.ReachAsync((long)Events / events.Length * events.Count(e => TopicPattern.Parse(Patterns[i]).Matches(e.Topic))))];
            deliveries = handlers.Sum(static h => h.Count);
            long start = Stopwatch.GetTimestamp();
            for (int n = 0; n < Events; n++)
            {
                await fixture.Bus.PublishVolatileAsync(events[n % events.Length], cancellationToken);
            }

            await Task.WhenAll(reached).WaitAsync(cancellationToken);
            deliveries = handlers.Sum(static h => h.Count) - deliveries;
            if (round > 0)
            {
                rates.Add(Events / Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        Sample sample = new(rates);
        report.Figure("events.volatile", sample.Median, 1_000_000, "events/s");
        report.Note($"one publisher, {Patterns.Length} pattern subscriptions with handlers in C#, {(double)deliveries / Events:F1} handlers an event; the baseline is the target");
        report.Spread("events.volatile", sample, "events/s");
        report.AtMost("events.volatile target/measured", 1_000_000 / sample.Median, 1);
    }

    /// <summary>One event through the bus, and one hop through the runtime's own prioritized channel; many in a row, so that both are warm and awake.</summary>
    public static async Task ChannelCostAsync(Report report, CancellationToken cancellationToken)
    {
        const int Events = 200_000;
        await using BenchBus fixture = new();
        CountingHandler handler = Subscribe(fixture.Bus, ["**"])[0];
        Event[] events = [.. Enumerable.Range(0, 1_000).Select(n => BenchBus.Sample(n, Topics[0]))];
        List<double> ours = [];
        List<double> bare = [];
        for (int round = 0; round < Rounds * 2; round++)
        {
            Task reached = handler.ReachAsync(Events);
            long start = Stopwatch.GetTimestamp();
            for (int n = 0; n < Events; n++)
            {
                await fixture.Bus.PublishVolatileAsync(events[n % events.Length], cancellationToken);
            }

            await reached.WaitAsync(cancellationToken);
            double our = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Events;
            double channel = await HopAsync(events, Events, cancellationToken);
            if (round >= Rounds)
            {
                ours.Add(our);
                bare.Add(channel);
            }
        }

        Sample bus = new(ours);
        Sample hop = new(bare);
        report.Figure("events.channel_cost", bus.Median, hop.Median, "ns");
        report.Spread("events.channel_cost ours", bus, "ns");
        report.Spread("events.channel_cost baseline", hop, "ns");
        report.AtMost("events.channel_cost ratio", bus.Median / hop.Median, 3);
    }

    /// <summary>What an event costs that fits ten subscriptions, among ten and among ten thousand.</summary>
    public static async Task GrowthAsync(Report report, CancellationToken cancellationToken)
    {
        const int Events = 200_000;
        const int Many = 10_000;
        await using BenchBus few = new();
        await using BenchBus many = new();
        CountingHandler[] fewHandlers = Subscribe(few.Bus, Patterns);
        CountingHandler[] manyHandlers = Subscribe(many.Bus, [.. Patterns, .. Enumerable.Range(Patterns.Length, Many - Patterns.Length).Select(static n => n % 3 == 0 ? $"other{n}.**" : n % 3 == 1 ? $"*.other{n}.opened" : $"github.issues.other{n}")]);
        Event[] events = [.. Enumerable.Range(0, 1_000).Select(n => BenchBus.Sample(n, Topics[0]))];
        List<double> small = [];
        List<double> large = [];
        for (int round = 0; round <= Rounds; round++)
        {
            double of10 = await DispatchAsync(few.Bus, fewHandlers, events, Events, cancellationToken);
            double of10000 = await DispatchAsync(many.Bus, manyHandlers, events, Events, cancellationToken);
            if (round > 0)
            {
                small.Add(of10);
                large.Add(of10000);
            }
        }

        Sample grown = new(large);
        Sample fresh = new(small);
        report.Figure("events.growth_subscriptions", grown.Median, fresh.Median, "ns");
        report.Note($"an event that fits ten subscriptions, among {Many:N0} and among 10");
        report.Spread("events.growth_subscriptions ours", grown, "ns");
        report.Spread("events.growth_subscriptions baseline", fresh, "ns");
        report.AtMost("events.growth_subscriptions ratio", grown.Median / fresh.Median, 1.5);
    }

    private static async Task<double> DispatchAsync(EventBus bus, CountingHandler[] handlers, Event[] events, int count, CancellationToken cancellationToken)
    {
        Task[] reached = [.. handlers.Take(Patterns.Length).Select(handler => handler.ReachAsync(count))];
        long start = Stopwatch.GetTimestamp();
        for (int n = 0; n < count; n++)
        {
            await bus.PublishVolatileAsync(events[n % events.Length], cancellationToken);
        }

        await Task.WhenAll(reached).WaitAsync(cancellationToken);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
    }

    private static async Task<double> HopAsync(Event[] events, int count, CancellationToken cancellationToken)
    {
        Channel<(int Priority, long Sequence, Event Event)> channel = Channel.CreateUnboundedPrioritized(new UnboundedPrioritizedChannelOptions<(int Priority, long Sequence, Event Event)>
        {
            Comparer = Comparer<(int Priority, long Sequence, Event Event)>.Create(static (x, y) => x.Priority != y.Priority ? x.Priority.CompareTo(y.Priority) : x.Sequence.CompareTo(y.Sequence)),
            SingleReader = true,
        });
        long start = Stopwatch.GetTimestamp();
        Task reading = Task.Run(
            async () =>
            {
                for (int n = 0; n < count; n++)
                {
                    await channel.Reader.ReadAsync(cancellationToken);
                }
            },
            cancellationToken);
        for (int n = 0; n < count; n++)
        {
            await channel.Writer.WriteAsync(((int)EventPriority.Normal, n, events[n % events.Length]), cancellationToken);
        }

        await reading;
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
    }

    private static CountingHandler[] Subscribe(EventBus bus, string[] patterns) => [.. patterns.Select((pattern, i) =>
    {
        CountingHandler handler = new();
        bus.Subscribe(new EventSubscriptionOptions { Name = "h" + i, Topic = pattern }, handler);
        return handler;
    })];
}
