using System.Diagnostics;
using System.Runtime;

namespace DevFlow.Benchmarks.Figures;

/// <summary>
/// Repeats what is to be measured until tiered compilation leaves it alone: it rewrites what is called often, and measured is
/// what it ends at. How long that takes depends on what else the machine does.
/// </summary>
internal static class WarmUp
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(Func<Task> round)
    {
        long started = Stopwatch.GetTimestamp();
        long quietSince = started;
        long compiled = 0;
        while (Stopwatch.GetElapsedTime(quietSince) < Quiet && Stopwatch.GetElapsedTime(started) < Longest)
        {
            await round();
            long count = JitInfo.GetCompiledMethodCount();
            (compiled, quietSince) = (count, count == compiled ? quietSince : Stopwatch.GetTimestamp());
        }
    }
}
