using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>How a token bucket is filled again, and how fast it was used lately.</summary>
/// <remarks>It lies in memory that processes share, so its layout is part of <see cref="StateHeader.CurrentVersion"/>.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct TokenFlow
{
    private const double SecondsPerTick = 1d / TimeSpan.TicksPerSecond;

    // What a bucket was used for is forgotten to a third in so long: they are limits of bursts, filled again in seconds.
    private const double Memory = 20 * TimeSpan.TicksPerSecond;

    private double _refill;
    private double _batch;
    private double _used;
    private long _usedAt;
    private long _filledAt;

    /// <summary>Units that come back all at once, and may just have been missed; 0 where they come back evenly.</summary>
    public readonly double Batch => _batch;

    public void Begin(long now) => (_usedAt, _filledAt) = (now, now);

    /// <summary>Units that come back each tick; 0 where nobody has told.</summary>
    public readonly double Refill(RateLimitPolicy policy, in ServerClock clock) =>
        (_refill > 0 ? _refill : policy.RefillPerSecond) * (1 - clock.Drift) * SecondsPerTick;

    /// <summary>Units a second that were used lately.</summary>
    public readonly double RecentRate(long now) => UsedAt(now) / Memory * TimeSpan.TicksPerSecond;

    /// <summary>When so many units are back.</summary>
    public readonly long WhenBack(double units, RateLimitPolicy policy, long now, in ServerClock clock) =>
        now + (Refill(policy, clock) is > 0 and var refill ? (long)Math.Min(Math.Ceiling(units / refill), TimeSpan.TicksPerDay) : Probe.Patience);

    /// <summary>Fills the bucket up to a moment.</summary>
    /// <returns>Units that came back.</returns>
    public double Fill(double refill, long now)
    {
        if (now <= _filledAt)
        {
            return 0;
        }

        double back = (now - _filledAt) * refill;
        (_used, _usedAt, _filledAt) = (UsedAt(now), now, now);
        return back;
    }

    /// <summary>Begins to fill at a moment: a full bucket gains nothing.</summary>
    public void FillFrom(long now) => _filledAt = Math.Max(_filledAt, now);

    public void Use(double units) => _used += units;

    /// <summary>Takes in how an answer says that it is filled.</summary>
    public void Read(in RateLimitReading reading)
    {
        if (reading.RefillPerSecond > 0)
        {
            (_refill, _batch) = (reading.RefillPerSecond, Math.Floor(reading.RefillPerSecond * reading.RefillEvery.TotalSeconds));
        }
    }

    /// <summary>False for what no process has written.</summary>
    public readonly bool IsSane(long now) =>
        double.IsFinite(_refill) && double.IsFinite(_batch) && double.IsFinite(_used) && _used >= 0 && Math.Max(_usedAt, _filledAt) <= now + TimeSpan.TicksPerSecond;

    private readonly double UsedAt(long now) => _used * Math.Exp((_usedAt - now) / Memory);
}
