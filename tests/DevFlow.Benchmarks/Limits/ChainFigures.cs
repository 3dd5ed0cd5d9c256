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
    private const int CallsPerBurst = 500;
    // A virtual machine has moments in which all takes twice as long: the median is of more than one of them.
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

        List<double> oursTimes = [];
        List<double> bareTimes = [];
        List<double> added = [];
        long allocated = 0;
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed < Duration)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            oursTimes.Add(await BurstAsync(ours, belowChain, cancellationToken));
            long between = GC.GetAllocatedBytesForCurrentThread();
            bareTimes.Add(await BurstAsync(bare, alone, cancellationToken));
            allocated += between - before - (GC.GetAllocatedBytesForCurrentThread() - between);
            added.Add(oursTimes[^1] - bareTimes[^1]);
        }

        Sample difference = new(added);
        report.Figure("limits.chain", difference.Median, new Sample(bareTimes).Median, "us");
        report.Note(string.Create(CultureInfo.InvariantCulture, $"repetitions: {added.Count} rounds of {CallsPerBurst} calls each; a round is the difference of its two times"));
        report.Spread("limits.chain ours", difference, "us");
        report.Note(string.Create(CultureInfo.InvariantCulture, $"allocated by the chain: {(double)allocated / added.Count / CallsPerBurst:F0} B a call"));
        report.AtMost("limits.chain us", difference.Median, MostAdded);
    }

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
