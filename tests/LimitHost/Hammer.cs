using DevFlow.Core.Limits;

namespace DevFlow.LimitHost;

/// <summary>Takes from buckets of every shape and settles, as fast as it can, until it is killed.</summary>
internal static class Hammer
{
    public static readonly RateLimitPolicy Slots = new() { Name = "slots", Kind = RateLimitKind.Concurrency, Limit = 400 };

    private static readonly RateLimitPolicy[] Policies =
    [
        Slots,
        new() { Name = "rolling", Kind = RateLimitKind.RollingWindow, Limit = 1e9, Window = TimeSpan.FromMilliseconds(50) },
        new() { Name = "bucket", Kind = RateLimitKind.TokenBucket, Limit = 1e9, RefillPerSecond = 1e9 },
        new() { Name = "window", Kind = RateLimitKind.FixedWindow, IsReported = true, Window = TimeSpan.FromSeconds(1) },
    ];

    public static async Task RunAsync(Limiter limiter)
    {
        Console.Out.WriteLine("working");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() => WorkAsync(limiter, worker))));
    }

    /// <summary>Takes all slots and keeps them until it is killed.</summary>
    public static async Task HoldAsync(Limiter limiter)
    {
        for (int i = 0; i < Slots.Limit; i++)
        {
            await limiter.AcquireAsync([new RateLimitCharge(Slots)], RateLimitDemand.Patient, CancellationToken.None);
        }

        Console.Out.WriteLine("holding");
        await Task.Delay(Timeout.InfiniteTimeSpan);
    }

    private static async Task WorkAsync(Limiter limiter, int worker)
    {
        RateLimitCharge[] charges = [.. Policies.Select(policy => new RateLimitCharge(policy, policy.Kind == RateLimitKind.RollingWindow ? $"{worker}" : null))];
        RateLimitReading[] readings = [new(Policies[3], null, 1e9, 1e9, DateTimeOffset.UnixEpoch.AddYears(100))];
        while (true)
        {
            RateLimitLease lease = await limiter.AcquireAsync(charges, RateLimitDemand.Patient, CancellationToken.None);
            lease.Settle(new SettledCall(CallOutcome.Answered) { Readings = readings });
        }
    }
}
