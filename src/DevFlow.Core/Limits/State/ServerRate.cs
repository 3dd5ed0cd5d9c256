using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>
/// How much faster or slower a server's clock runs than ours, as two bounds that answers narrow: the longer the time between two of
/// them, the closer they tell it. It lies in memory that processes share.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ServerRate
{
    /// <summary>What is thought possible of a clock nothing is known of.</summary>
    public const double Suspected = 0.05;

    // A crystal is off by less than a tenth of this; clocks of virtual machines are at times corrected that fast.
    private const double Tolerance = 0.001;
    private const double Most = 0.5;

    private long _firstLow;
    private long _firstHigh;
    private long _firstAt;
    private double _slowest;
    private double _fastest;

    /// <summary>The share by which the server's clock is slower than ours as far as answers have proved it, and a little more.</summary>
    public readonly double Slowness => Tolerance + ProvenSlowness;

    /// <summary>The share by which it may be slower still.</summary>
    public readonly double Suspicion => _firstAt == 0 ? Suspected : Math.Clamp(-_slowest - ProvenSlowness, 0, Suspected);

    private readonly double ProvenSlowness => Math.Max(0, -_fastest);

    /// <summary>False for what no process has observed.</summary>
    public readonly bool IsSane(long now) => _firstAt <= now + TimeSpan.TicksPerSecond && _firstLow <= _firstHigh && _slowest is >= -Most and <= Most && _fastest is >= -Most and <= Most;

    /// <summary>Takes in what an answer tells.</summary>
    /// <param name="low">How far the server's clock is ahead of ours at the least.</param>
    /// <param name="high">At the most.</param>
    /// <param name="at">When the answer was there.</param>
    public void Observe(long low, long high, long at)
    {
        double age = at - _firstAt;
        if (_firstAt != 0 && age < TimeSpan.TicksPerSecond)
        {
            return;
        }

        double slowest = Math.Max(_slowest, (low - _firstHigh) / age);
        double fastest = Math.Min(_fastest, (high - _firstLow) / age);

        // A clock that was set, or machines whose clocks differ: what was told before says nothing.
        bool isContradicted = _firstAt == 0 || slowest > fastest + Tolerance;
        this = isContradicted
            ? new() { _firstLow = low, _firstHigh = high, _firstAt = at, _slowest = -Most, _fastest = Most }
            : this with { _slowest = slowest, _fastest = fastest };
    }
}
