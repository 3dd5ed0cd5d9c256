using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>
/// What is known of a server's time: how far it is ahead of the monotonic clock, as two bounds that answers narrow and the time
/// since the last one widens. It lies in memory that processes share; all values are ticks of 100 ns.
/// </summary>
/// <remarks>
/// <c>Date</c> has whole seconds, and servers renew it once a second: an answer left between Date and 2.5 s later. The lower bound
/// is the guard of a window's end: by it, the moment has surely passed.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct ServerClock
{
    private const long DateLag = (long)(2.5 * TimeSpan.TicksPerSecond);

    // A crystal is off by less than a tenth of this; clocks of virtual machines are at times corrected that fast.
    private const double LeastDrift = 0.001;
    private const double MostDrift = 0.5;

    private long _low;
    private long _high;
    private long _at;
    private double _drift;

    public readonly bool IsKnown => _at != 0;

    /// <summary>False for what no process has observed.</summary>
    public readonly bool IsSane(long now) => _at <= now + TimeSpan.TicksPerSecond && _drift is >= 0 and <= MostDrift && _low <= _high;

    /// <summary>The share by which the two clocks may run apart.</summary>
    public readonly double Drift => Math.Max(_drift, LeastDrift);

    /// <summary>The server's time in UTC ticks, at the earliest.</summary>
    public readonly long EarliestAt(long now) => now + Low(now);

    /// <summary>The moment by our clock at which the server's time has surely come.</summary>
    public readonly long SurelyAfter(long serverTime, long now) => now + Math.Max(0, (long)Math.Ceiling((serverTime - EarliestAt(now)) / (1 - Drift)) + 1);

    /// <summary>Takes in an answer's Date.</summary>
    /// <param name="sent">When the request was sent.</param>
    /// <param name="received">When the answer was there.</param>
    /// <param name="date">Its Date in UTC ticks.</param>
    public void Observe(long sent, long received, long date)
    {
        long low = date - received;
        long high = date + DateLag - sent;
        if (_at == 0)
        {
            (_low, _high, _at) = (low, high, received);
            return;
        }

        long oldLow = Low(received);
        long oldHigh = High(received);
        long gap = Math.Max(low - oldHigh, oldLow - high);
        if (gap <= 0)
        {
            (_low, _high, _at) = (Math.Max(low, oldLow), Math.Min(high, oldHigh), Math.Max(_at, received));
            return;
        }

        // Both cannot be true: the clocks run apart faster than believed, or one was set.
        double age = Math.Max(received - _at, TimeSpan.TicksPerSecond);
        _drift = Math.Clamp(1.5 * gap / age, Drift, MostDrift);
        (_low, _high, _at) = (low, high, received);
    }

    private readonly long Low(long now) => _low - (long)(Math.Max(0, now - _at) * Drift);

    private readonly long High(long now) => _high + (long)(Math.Max(0, now - _at) * Drift);
}
