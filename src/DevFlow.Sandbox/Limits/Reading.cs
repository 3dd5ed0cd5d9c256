using System.Runtime.InteropServices;

namespace DevFlow.Sandbox.Limits;

/// <summary>The state of a limit at one moment.</summary>
/// <param name="Limit">What is granted: in a window, at once, or what the bucket holds.</param>
/// <param name="Used">What is counted now; above <paramref name="Limit"/> where refused or charged requests count too.</param>
/// <param name="At">The moment it describes.</param>
/// <param name="ResetsAt">When nothing will be counted any more, if nothing comes in between.</param>
/// <param name="RetryAfter">How long until the same cost would be granted; zero where it would be at once.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Reading(long Limit, long Used, DateTimeOffset At, DateTimeOffset ResetsAt, TimeSpan RetryAfter)
{
    public long Remaining => Math.Max(0, Limit - Used);
}
