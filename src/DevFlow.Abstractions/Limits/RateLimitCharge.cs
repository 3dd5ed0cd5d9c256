using System.Runtime.InteropServices;

namespace DevFlow;

/// <summary>What one request takes of one limit.</summary>
/// <param name="Policy">The limit.</param>
/// <param name="Partition">Which of the limit's buckets, where there is one for each method, endpoint, issue or channel; null where there is only one.</param>
/// <param name="Cost">Units; a request that may cost more than is known beforehand names the least.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RateLimitCharge(RateLimitPolicy Policy, string? Partition = null, double Cost = 1);
