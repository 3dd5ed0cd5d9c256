using System.Runtime.InteropServices;

namespace DevFlow;

/// <summary>What one answer of a platform said about one bucket.</summary>
/// <param name="Policy">The limit.</param>
/// <param name="Partition">Which of the limit's buckets; null where there is only one.</param>
/// <param name="Limit">Units in a window, or in the full bucket.</param>
/// <param name="Remaining">Units left when the server answered.</param>
/// <param name="ResetsAt">When the window ends, in the server's time (UTC); null for other shapes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RateLimitReading(RateLimitPolicy Policy, string? Partition, double Limit, double Remaining, DateTimeOffset? ResetsAt)
{
    /// <summary>Units that come back each second, where the answer told it; 0 where it did not.</summary>
    public double RefillPerSecond { get; init; }

    /// <summary>The interval at whose end they come back all at once; zero where they come back evenly.</summary>
    public TimeSpan RefillEvery { get; init; }
}
