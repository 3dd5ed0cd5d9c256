using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using DevFlow.Benchmarks.Figures;
using DevFlow.TestKit;

namespace DevFlow.Benchmarks.Strategies;

/// <summary>How much of a limit clients get, and how often they are refused, when more is wanted than there is.</summary>
/// <remarks>Each strategy has a server of its own and all run at once, so that they meet the same machine.</remarks>
internal sealed class StrategiesBench : IBench
{
    private const int Callers = 128;
    private const int Windows = 10;
    private const int Limit = 400;
    private const int WindowSeconds = 10;
    private const int Seed = 5;
    private const double LeastBudget = 99.5;

    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(150);

    private static readonly (string Name, Func<Uri, HttpMessageHandler, HttpMessageHandler> Create)[] Rivals =
    [
        ("per-call Retry-After", static (_, inner) => new RetryAfterEach(inner)),
        ("pause all", static (_, inner) => new PauseAll(inner)),
        ("octokit-like throttle", static (_, inner) => new OctokitThrottle(inner)),
    ];

    public string Name => "strategies";

    public string Summary => "The limiter beside what other clients do, on a server that enforces its limit: refusals and use of the budget";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        Task<Outcome> running = RunAsync("ours", static (server, inner) => new LimiterStrategy(server, inner), cancellationToken);
        Outcome[] rivals = await Task.WhenAll(Rivals.Select(rival => RunAsync(rival.Name, rival.Create, cancellationToken)));
        Outcome ours = await running;

        report.Note($"load: {Callers} callers, {Windows} windows of {Limit} calls in {WindowSeconds} s, GitHub's headers, round trip log-normal with a median of {RoundTrip.TotalMilliseconds} ms");
        report.Note($"{"strategy",-22} {"refused",8} {"share",8} {"budget",8} {"calls/min",10}");
        foreach (Outcome outcome in (Outcome[])[ours, .. rivals])
        {
            report.Note($"{outcome.Name,-22} {outcome.Refused,8} {outcome.RefusedShare,8:P2} {outcome.Budget,7:F2}% {outcome.CallsPerMinute,10:F0}");
        }

        report.Figure("strategies.refusals", ours.Refused, rivals.Min(static rival => rival.Refused), "calls");
        report.Figure("strategies.budget", ours.Budget, rivals.Max(static rival => rival.Budget), "percent");
        report.AtMost("strategies.refusals", ours.Refused, 0);
        report.AtLeast("strategies.budget percent", ours.Budget, LeastBudget);
    }

    private static async Task<Outcome> RunAsync(string name, Func<Uri, HttpMessageHandler, HttpMessageHandler> create, CancellationToken cancellationToken)
    {
        string[] arguments = [Limit.ToString(CultureInfo.InvariantCulture), WindowSeconds.ToString(CultureInfo.InvariantCulture)];
        ProcessOptions options = Child.Of(new LimitedServerChild(), arguments) with { StandardInput = null, TimeLimit = TimeSpan.FromMinutes(10) };
        await using RunningProcess process = await RunningProcess.StartAsync(options, cancellationToken);
        await process.WaitForOutputAsync(";", cancellationToken);
        string[] words = process.Output[..process.Output.IndexOf(';', StringComparison.Ordinal)].Split(' ');
        Uri server = new(words[0]);

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        WindowTally tally = new(Windows, stop, new Transit(RoundTrip, Seed, new SocketsHttpHandler()));
        using HttpMessageInvoker client = new(create(server, tally));
        Stopwatch watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallAsync(client, new Uri(server, "/user"), words[1], stop.Token)));
        cancellationToken.ThrowIfCancellationRequested();
        return new Outcome(name, tally.Refused, tally.Granted, watch.Elapsed);
    }

    private static async Task CallAsync(HttpMessageInvoker client, Uri address, string token, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                using HttpRequestMessage request = new(HttpMethod.Get, address);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                request.Headers.UserAgent.Add(new ProductInfoHeaderValue("bench", "1"));
                using HttpResponseMessage response = await client.SendAsync(request, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private sealed record Outcome(string Name, int Refused, int Granted, TimeSpan Time)
    {
        public double RefusedShare => (double)Refused / (Refused + Granted);

        public double Budget => 100.0 * Granted / (Windows * Limit);

        public double CallsPerMinute => Granted / Time.TotalMinutes;
    }
}
