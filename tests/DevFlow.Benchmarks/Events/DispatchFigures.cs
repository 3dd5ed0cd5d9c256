using System.Diagnostics;
using DevFlow.Benchmarks.Figures;
using DevFlow.Core.Events;

namespace DevFlow.Benchmarks.Events;

/// <summary>What happens in memory: volatile events from publisher to handlers.</summary>
internal static class DispatchFigures
{
    private const int Rounds = 7;
    private static readonly string[] Topics = ["github.issues.opened", "github.issues.closed", "github.pull_request.opened", "gitlab.issues.opened", "jira.issues.opened"];

    // Every event of the first topic fits all ten, the others most of them: together 8.2 handlers an event.
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
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            for (int n = 0; n < Events; n++)
            {
                await fixture.Bus.PublishVolatileAsync(events[n % events.Length], cancellationToken);
            }

            await Task.WhenAll(reached).WaitAsync(cancellationToken);
            deliveries = handlers.Sum(static h => h.Count) - deliveries;
            Console.WriteLine($"cpu ns/event {(Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / Events:F0}");
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

    private static CountingHandler[] Subscribe(EventBus bus, string[] patterns) => [.. patterns.Select((pattern, i) =>
    {
        CountingHandler handler = new();
        bus.Subscribe(new EventSubscriptionOptions { Name = "h" + i, Topic = pattern }, handler);
        return handler;
    })];
}
