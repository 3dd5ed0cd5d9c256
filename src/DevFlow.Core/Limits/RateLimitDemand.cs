using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>How a call wants to be let through.</summary>
/// <param name="Priority">Who goes first.</param>
/// <param name="MaxWait">The longest it waits; zero not to wait, infinite to wait for as long as it takes.</param>
/// <param name="Waiting">Told when it begins to wait, and when that changes; it must return at once. Null where nobody looks.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RateLimitDemand(RateLimitPriority Priority, TimeSpan MaxWait, Action<RateLimitWait>? Waiting = null)
{
    /// <summary>Waits as long as it takes.</summary>
    public static readonly RateLimitDemand Patient = new(RateLimitPriority.Normal, Timeout.InfiniteTimeSpan);
}
