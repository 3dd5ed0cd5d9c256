using System.Runtime.InteropServices;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The state of a limit at one moment.</summary>
/// <param name="Limit">Requests granted in a window.</param>
/// <param name="Used">Requests counted in the running window.</param>
/// <param name="ResetsAt">When the window ends, in seconds since 1970.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LimitReading(int Limit, int Used, long ResetsAt)
{
    public int Remaining => Limit - Used;
}
