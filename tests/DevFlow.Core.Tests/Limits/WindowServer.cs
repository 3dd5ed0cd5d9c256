namespace DevFlow.Core.Tests.Limits;

/// <summary>A server that counts calls in windows of its clock, in simulated time.</summary>
/// <param name="policy">Its limit.</param>
/// <param name="rate">How many times as fast its clock runs.</param>
internal sealed class WindowServer(RateLimitPolicy policy, double rate)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<long, int> _used = [];

    public int Refused { get; private set; }

    /// <summary>How many of the windows had a refusal.</summary>
    public int RefusedWindows => _used.Values.Count(used => used > policy.Limit);

    /// <summary>Counts a call.</summary>
    /// <param name="now">The time in milliseconds.</param>
    /// <returns>What the answer says, its Date, and how long it asks to wait where it refuses.</returns>
    public (RateLimitReading Reading, DateTimeOffset Date, TimeSpan? RetryAfter) Serve(long now)
    {
        now = (long)(now * rate);
        long window = now / (long)policy.Window.TotalMilliseconds;
        int used = _used[window] = _used.GetValueOrDefault(window) + 1;
        bool isRefused = used > policy.Limit;
        Refused += isRefused ? 1 : 0;
        DateTimeOffset resetsAt = Start + ((window + 1) * policy.Window);
        TimeSpan left = resetsAt - Start.AddMilliseconds(now);
        return (
            new RateLimitReading(policy, null, policy.Limit, Math.Max(0, policy.Limit - used), resetsAt),
            Start.AddSeconds(now / 1000),
            isRefused ? TimeSpan.FromSeconds(Math.Ceiling(left.TotalSeconds)) : null);
    }

    /// <summary>The share of the budget that was used, but for the first and the last window.</summary>
    public double Used => _used.OrderBy(static window => window.Key).Skip(1).SkipLast(1).Average(window => Math.Min(window.Value, policy.Limit)) / policy.Limit;
}
