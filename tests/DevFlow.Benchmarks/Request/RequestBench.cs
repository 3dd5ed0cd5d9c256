using System.Diagnostics;
using System.Globalization;
using DevFlow.Benchmarks.Figures;
using DevFlow.Core.Http;
using DevFlow.TestKit;

namespace DevFlow.Benchmarks.Request;

/// <summary>What the engine's HTTP chain adds to a call over a bare client with the same sockets, on loopback.</summary>
internal sealed class RequestBench : IBench
{
    private const double MostAdded = 25;
    private const int PairsPerRound = 200;
    private const int FewestRounds = 40;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    public string Name => "request";

    public string Summary => "What the HTTP chain adds to a call over a bare HttpClient on loopback (us)";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        ProcessOptions options = Child.Of(new AnswerServer()) with { StandardInput = null, TimeLimit = TimeSpan.FromMinutes(5) };
        await using RunningProcess server = await RunningProcess.StartAsync(options, cancellationToken);
        await server.WaitForOutputAsync(";", cancellationToken);
        Uri api = new(server.Output[..server.Output.IndexOf(';', StringComparison.Ordinal)]);
        Uri address = new(api, "repos/octocat/Hello-World");
        using HttpClient ours = new(Chain.Over(api));
        using HttpClient bare = new(HttpChain.CreateSockets());

        await WarmUp.RunAsync(() => RoundAsync(ours, bare, address, cancellationToken));

        List<double> oursTimes = [];
        List<double> bareTimes = [];
        List<double> added = [];
        Stopwatch watch = Stopwatch.StartNew();
        while (added.Count < FewestRounds || watch.Elapsed < Duration)
        {
            (double our, double baseline) = await RoundAsync(ours, bare, address, cancellationToken);
            oursTimes.Add(our);
            bareTimes.Add(baseline);
            added.Add(our - baseline);
        }

        Sample chain = new(oursTimes);
        Sample plain = new(bareTimes);
        Sample difference = new(added);
        report.Note("server: one blocking thread in a process of its own; answers with GitHub's rate-limit headers");
        // Ours is what the chain adds; the baseline is the whole bare call it is added to.
        report.Figure("request.chain", difference.Median, plain.Median, "us");
        report.Note(string.Create(CultureInfo.InvariantCulture, $"repetitions: {added.Count} rounds of {PairsPerRound} interleaved pairs of calls; a round is the difference of its two medians"));
        report.Spread("request.chain ours", difference, "us");
        report.Spread("request.chain baseline", plain, "us");
        report.Spread("a call through the chain", chain, "us");
        report.AtMost("request.chain us", difference.Median, MostAdded);
    }

    // Calls alternate one by one, and who goes first alternates too: a burst of foreign load hits both alike.
    private static async Task<(double Ours, double Bare)> RoundAsync(HttpClient ours, HttpClient bare, Uri address, CancellationToken cancellationToken)
    {
        double[] oursTimes = new double[PairsPerRound];
        double[] bareTimes = new double[PairsPerRound];
        for (int pair = 0; pair < PairsPerRound; pair++)
        {
            if (pair % 2 == 0)
            {
                oursTimes[pair] = await CallAsync(ours, address, cancellationToken);
                bareTimes[pair] = await CallAsync(bare, address, cancellationToken);
            }
            else
            {
                bareTimes[pair] = await CallAsync(bare, address, cancellationToken);
                oursTimes[pair] = await CallAsync(ours, address, cancellationToken);
            }
        }

        return (new Sample(oursTimes).Median, new Sample(bareTimes).Median);
    }

    private static async Task<double> CallAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        using (HttpResponseMessage response = await client.GetAsync(address, cancellationToken))
        {
            response.EnsureSuccessStatusCode();
        }

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }
}
