using System.Diagnostics;
using System.Globalization;
using DevFlow.Benchmarks.Figures;
using DevFlow.Benchmarks.Request;
using DevFlow.Core;
using DevFlow.TestKit;

namespace DevFlow.Benchmarks.Limits;

/// <summary>
/// What the whole handler chain adds to a call, without a network: every handler as the engine wires them, the cache among them. In
/// processor time: others on the machine spoil the clock's.
/// </summary>
internal static class ChainFigures
{
    private const double MostAdded = 3;
    private const int CallsPerBurst = 200;

    // A virtual machine has moments in which all takes twice as long. Which rounds are of them the bare handler tells, whatever ours
    // does: those before or after which it takes so much longer than in its best tenth.
    private const double Disturbed = 1.25;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);
    private static readonly Uri Address = new("http://127.0.0.1/repos/octocat/Hello-World");

    public static async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        using TempFolder folder = new();
        MemoryAnswers belowChain = new();
        MemoryAnswers alone = new();
        using HttpMessageInvoker ours = new(Chain.Over(transport: belowChain, home: HomeFolder.Open(folder.File("home"))));
        using HttpMessageInvoker bare = new(alone);
        await WarmUp.RunAsync(async () =>
        {
            await BurstAsync(ours, belowChain, cancellationToken);
            await BurstAsync(bare, alone, cancellationToken);
        });

        List<(double Ours, double Bare)> rounds = [];
        long allocated = 0;
        double bareBefore = await BurstAsync(bare, alone, cancellationToken);
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed < Duration)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            double time = await BurstAsync(ours, belowChain, cancellationToken);
            long between = GC.GetAllocatedBytesForCurrentThread();
            double bareAfter = await BurstAsync(bare, alone, cancellationToken);
            allocated += between - before - (GC.GetAllocatedBytesForCurrentThread() - between);
            rounds.Add((time, Math.Max(bareBefore, bareAfter)));
            bareBefore = bareAfter;
        }

        double most = new Sample(rounds.Select(static round => round.Bare)).Quantile(0.1) * Disturbed;
        (double Ours, double Bare)[] calm = [.. rounds.Where(round => round.Bare <= most)];
        Sample added = Added(calm);
        report.Figure("limits.chain", added.Median, new Sample(calm.Select(static round => round.Bare)).Median, "us");
        report.Note(string.Create(CultureInfo.InvariantCulture, $"repetitions: {calm.Length} rounds of {CallsPerBurst} calls each, a round is the difference of its time and the slower of its neighbours'; {rounds.Count - calm.Length} others were disturbed"));
        report.Spread("limits.chain ours", added, "us");
        report.Spread("limits.chain ours, disturbed rounds too", Added(rounds), "us");
        report.Note(string.Create(CultureInfo.InvariantCulture, $"allocated by the chain: {(double)allocated / rounds.Count / CallsPerBurst:F0} B a call"));
        report.AtMost("limits.chain us", added.Median, MostAdded);
    }

    private static Sample Added(IEnumerable<(double Ours, double Bare)> rounds) => new(rounds.Select(static round => round.Ours - round.Bare));

    private static async Task<double> BurstAsync(HttpMessageInvoker invoker, MemoryAnswers answers, CancellationToken cancellationToken)
    {
        TimeSpan started = Environment.CpuUsage.TotalTime;
        for (int call = 0; call < CallsPerBurst; call++)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, Address);
            Task<HttpResponseMessage> sending = invoker.SendAsync(request, cancellationToken);
            answers.Answer();
            using HttpResponseMessage response = await sending;
        }

        return (Environment.CpuUsage.TotalTime - started).TotalMicroseconds / CallsPerBurst;
    }
}
