using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>How a bucket stands, in ticks of the monotonic clock.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BucketView(double Limit, double Spent, double InFlight, long FullAt, long BlockedUntil, long ReadAt)
{
    /// <summary>Units a second that were used lately, where the limit is no window; and those that come back.</summary>
    public (double Used, double Back) Flow { get; init; }
}
