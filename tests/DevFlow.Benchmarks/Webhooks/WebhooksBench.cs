using System.Diagnostics;
using System.Globalization;
using DevFlow.Benchmarks.Figures;
using DevFlow.TestKit;

namespace DevFlow.Benchmarks.Webhooks;

/// <summary>What a webhook listener takes, beside Kestrel that verifies the same bodies and does nothing else; servers in processes of their own.</summary>
internal sealed class WebhooksBench : IBench
{
    private const int Rounds = 5;
    private const int Starts = 5;
    private const int PerSecond = 500;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Paced = TimeSpan.FromSeconds(20);

    public string Name => "webhooks";

    public string Summary => "Signed deliveries of 7.7 KB: rates, time to the answer, start, memory";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        report.Note($"load: {SignedBody.Body.Length} bytes, signed, 32 connections from this process");
        await using RunningProcess raw = await StartAsync(new RawVerifyChild(), "", cancellationToken);
        await using RunningProcess acknowledging = await StartAsync(new WebhookServerChild(), "volatile", cancellationToken);
        await using (RunningProcess durable = await StartAsync(new WebhookServerChild(), "durable", cancellationToken))
        {
            Uri[] servers = [Address(raw), Address(acknowledging), Address(durable)];
            List<double>[] rates = [[], [], []];
            List<double>[] costs = [[], [], []];
            int[] processes = [raw.Id, acknowledging.Id, durable.Id];
            for (int round = -1; round < Rounds; round++)
            {
                for (int i = 0; i < servers.Length; i++)
                {
                    // The first round is for the compiler: what is called often is compiled anew.
                    TimeSpan before = ProcessorTime(processes[i]);
                    double rate = await WebhookLoad.SaturateAsync(servers[i], Round, cancellationToken);
                    if (round >= 0)
                    {
                        rates[i].Add(rate);
                        costs[i].Add((ProcessorTime(processes[i]) - before).TotalMicroseconds / (rate * Round.TotalSeconds));
                    }
                }
            }

            Compare(report, "webhooks.volatile", rates[1], rates[0], 0.80);
            Compare(report, "webhooks.durable", rates[2], rates[0], 0.20);
            report.Note(string.Create(CultureInfo.InvariantCulture, $"processor time a delivery, us: baseline {new Sample(costs[0]).Median:F0}, volatile {new Sample(costs[1]).Median:F0}, durable {new Sample(costs[2]).Median:F0}"));
            report.Spread("webhooks baseline", new Sample(rates[0]), "requests/s");
            Sample paced = new(await WebhookLoad.PaceAsync(servers[2], PerSecond, Paced, cancellationToken));
            Latency(report, "webhooks.p99_500", paced);
        }

        await using (RunningProcess slow = await StartAsync(new WebhookServerChild(), "slow", cancellationToken))
        {
            await WebhookLoad.PaceAsync(Address(slow), PerSecond, Round, cancellationToken);
            Latency(report, "webhooks.p99_500_slow_handlers", new Sample(await WebhookLoad.PaceAsync(Address(slow), PerSecond, Paced, cancellationToken)));
        }

        await StartUpAsync(report, cancellationToken);
    }

    private static TimeSpan ProcessorTime(int id)
    {
        using Process process = Process.GetProcessById(id);
        return process.TotalProcessorTime;
    }

    private static async Task StartUpAsync(Report report, CancellationToken cancellationToken)
    {
        List<double> starts = [];
        List<double> memory = [];
        for (int i = 0; i < Starts; i++)
        {
            await using RunningProcess fresh = await StartAsync(new WebhookServerChild(), "durable", cancellationToken);
            string[] words = Words(fresh);
            starts.Add(double.Parse(words[1], CultureInfo.InvariantCulture));
            memory.Add(double.Parse(words[2], CultureInfo.InvariantCulture));
        }

        report.Spread("webhooks.start", new Sample(starts), "ms");
        report.AtMost("webhooks.start ms", new Sample(starts).Median, 300);
        report.Spread("webhooks.memory", new Sample(memory), "MB");
        report.AtMost("webhooks.memory MB", new Sample(memory).Median, 40);
    }

    private static void Compare(Report report, string name, List<double> ours, List<double> baseline, double least)
    {
        Sample served = new(ours);
        report.Figure(name, served.Median, new Sample(baseline).Median, "requests/s");
        report.Spread(name, served, "requests/s");

        // Of each round by itself: the machine's load differs between rounds more than within one.
        report.AtLeast($"{name} ratio", new Sample(ours.Zip(baseline, static (one, other) => one / other)).Median, least);
    }

    private static void Latency(Report report, string name, Sample times)
    {
        report.Note(string.Create(CultureInfo.InvariantCulture, $"{name}: p50={times.Median:F2} p99={times.Quantile(0.99):F2} p99.9={times.Quantile(0.999):F2} max={times.Highest:F1} n={times.Count} unit=ms"));
        report.AtMost($"{name} ms", times.Quantile(0.99), 25);
    }

    private static async Task<RunningProcess> StartAsync(IChild child, string mode, CancellationToken cancellationToken)
    {
        ProcessOptions options = Child.Of(child, mode) with { StandardInput = null, TimeLimit = TimeSpan.FromMinutes(5) };
        RunningProcess process = await RunningProcess.StartAsync(options, cancellationToken);
        await process.WaitForOutputAsync(";", cancellationToken);
        return process;
    }

    private static Uri Address(RunningProcess process) => new(Words(process)[0]);

    private static string[] Words(RunningProcess process) => process.Output[..process.Output.IndexOf(';', StringComparison.Ordinal)].Split(' ');
}
