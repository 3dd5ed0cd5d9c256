namespace DevFlow.Core.Tests.Limits;

/// <summary>A server that counts calls in windows of its clock, in simulated time.</summary>
/// <param name="policy">Its limit.</param>
/// <param name="rate">How many times as fast its clock runs.</param>
internal sealed class WindowServer(RateLimitPolicy policy, double rate)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<long, int> _used = [];

    public int Refused { get; private set; }

    /// <summary>Counts a call.</summary>
    /// <param name="now">The time in milliseconds.</param>
    /// <returns>What the answer says, and its Date.</returns>
    public (RateLimitReading Reading, DateTimeOffset Date) Serve(long now)
    {
        now = (long)(now * rate);
        long window = now / (long)policy.Window.TotalMilliseconds;
        int used = _used[window] = _used.GetValueOrDefault(window) + 1;
        Refused += used > policy.Limit ? 1 : 0;
        DateTimeOffset resetsAt = Start + ((window + 1) * policy.Window);
        return (new RateLimitReading(policy, null, policy.Limit, Math.Max(0, policy.Limit - used), resetsAt), Start.AddSeconds(now / 1000));
    }

    /// <summary>The share of the budget that was used, but for the first and the last window.</summary>
    public double Used => _used.OrderBy(static window => window.Key).Skip(1).SkipLast(1).Average(static window => window.Value) / policy.Limit;
}
