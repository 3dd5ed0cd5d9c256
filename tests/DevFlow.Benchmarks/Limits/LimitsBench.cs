using System.Threading.RateLimiting;
using DevFlow.Benchmarks.Figures;
using DevFlow.Core.Limits;
using DevFlow.TestKit;
using RateLimitLease = DevFlow.Core.Limits.RateLimitLease;

#pragma warning disable CA2012 // Nothing has to wait here, so each is complete when it is returned.
namespace DevFlow.Benchmarks.Limits;

/// <summary>What the limiter costs a call that need not wait. In processor time: others on the machine spoil the clock's.</summary>
internal sealed class LimitsBench : IBench
{
    // Many and short: the two that are compared fall into the same moment of a machine whose speed changes.
    private const int Rounds = 600;
    private const int Calls = 10_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // As a call to GitHub that creates an issue: at once, primary, points of its endpoint, content by minute and by hour.
    private static readonly RateLimitCharge[] Charges =
    [
        new(new() { Name = "concurrency", Kind = RateLimitKind.Concurrency, Limit = 100 }),
        new(new() { Name = "primary", Kind = RateLimitKind.TokenBucket, Limit = 1e9, RefillPerSecond = 1e9 }),
        new(new() { Name = "points", Kind = RateLimitKind.RollingWindow, Limit = 1e9, Window = Minute }, "/repos/*/*/issues", 5),
        new(new() { Name = "content-minute", Kind = RateLimitKind.RollingWindow, Limit = 1e9, Window = Minute }),
        new(new() { Name = "content-hour", Kind = RateLimitKind.RollingWindow, Limit = 1e9, Window = TimeSpan.FromHours(1) }),
    ];

    public string Name => "limits";

    public string Summary => "A call through five buckets: ours beside CreateChained of three, and in memory that processes share (ns)";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        using TempFolder folder = new();
        long now = new MonotonicClock(TimeProvider.System).Now;
        using Limiter own = new(MemoryState.Private(now), TimeProvider.System);
        using Limiter shared = new(new MemoryState(SharedMemory.Open(folder.File("limits"), TimeProvider.System), now, static _ => { }), TimeProvider.System);
        await using PartitionedRateLimiter<string> chained = CreateChained();

        await WarmUp.RunAsync(() =>
        {
            Time(own);
            Time(chained);
            Time(shared);
            return Task.CompletedTask;
        });

        List<double> ownTimes = [];
        List<double> sharedTimes = [];
        List<double> chainedTimes = [];
        long bytes = 0;
        for (int round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long before = GC.GetAllocatedBytesForCurrentThread();
            ownTimes.Add(Time(own));
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            chainedTimes.Add(Time(chained));
            sharedTimes.Add(Time(shared));
        }

        Sample ours = new(ownTimes);
        Sample baseline = new(chainedTimes);
        Sample mapped = new(sharedTimes);
        report.Figure("limits.acquire", ours.Median, baseline.Median, "ns");
        report.Spread("limits.acquire", ours, "ns");
        report.Spread("CreateChained of 3", baseline, "ns");
        report.Spread("limits.shared", mapped, "ns");
        report.AtMost("limits.acquire, ratio to CreateChained of 3", ours.Median / baseline.Median, 0.5);
        report.AtMost("limits.acquire_alloc, bytes a call", bytes / (double)Calls, 0);
        report.AtMost("limits.shared, ns", mapped.Median, 500);
        await ChainFigures.RunAsync(report, cancellationToken);
    }

    private static double Time(Limiter limiter)
    {
        TimeSpan started = Environment.CpuUsage.TotalTime;
        for (int call = 0; call < Calls; call++)
        {
            RateLimitLease lease = limiter.AcquireAsync(Charges, RateLimitDemand.Patient, CancellationToken.None).Result;
            lease.Settle(CallOutcome.Answered);
        }

        return (Environment.CpuUsage.TotalTime - started).TotalNanoseconds / Calls;
    }

    private static double Time(PartitionedRateLimiter<string> limiter)
    {
        TimeSpan started = Environment.CpuUsage.TotalTime;
        for (int call = 0; call < Calls; call++)
        {
            limiter.AcquireAsync("/repos/*/*/issues").Result.Dispose();
        }

        return (Environment.CpuUsage.TotalTime - started).TotalNanoseconds / Calls;
    }

    private static PartitionedRateLimiter<string> CreateChained()
    {
        static RateLimitPartition<string> Concurrency(string key) =>
            RateLimitPartition.GetConcurrencyLimiter("all", static _ => new ConcurrencyLimiterOptions { PermitLimit = 100, QueueLimit = 10 });

        static RateLimitPartition<string> Tokens(string key) => RateLimitPartition.GetTokenBucketLimiter(key, static _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = int.MaxValue,
            TokensPerPeriod = int.MaxValue,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 10,
        });

        static RateLimitPartition<string> Window(string key) => RateLimitPartition.GetFixedWindowLimiter(key, static _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = int.MaxValue,
            Window = Minute,
            QueueLimit = 10,
        });

        return PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<string, string>(Concurrency),
            PartitionedRateLimiter.Create<string, string>(Tokens),
            PartitionedRateLimiter.Create<string, string>(Window));
    }
}
