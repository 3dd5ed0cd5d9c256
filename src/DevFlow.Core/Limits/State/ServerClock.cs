using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>
/// What is known of a server's time: how far it is ahead of the monotonic clock, as two bounds that answers narrow and the time
/// since the last one widens, and how fast it runs (<see cref="ServerRate"/>). It lies in memory that processes share; all values are
/// ticks of 100 ns.
/// </summary>
/// <remarks>
/// <c>Date</c> has whole seconds, and servers renew it once a second: an answer left between Date and 2.5 s later. The lower bound
/// is the guard of a window's end: by it, the moment has surely passed.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct ServerClock
{
    private const long DateLag = (long)(2.5 * TimeSpan.TicksPerSecond);

    // What is only suspected of the server's rate must not hold anybody up for longer than is noticed. Of windows of up to 100 s it
    // covers two percent before any answer has told the rate.
    private const long MostSuspicion = 2 * TimeSpan.TicksPerSecond;

    private long _low;
    private long _high;
    private long _at;
    private ServerRate _rate;

    public readonly bool IsKnown => _at != 0;

    /// <summary>The share by which the server's clock may run slower than ours: windows are so much longer, refills so much slower.</summary>
    public readonly double Drift => _rate.Slowness;

    /// <summary>False for what no process has observed.</summary>
    public readonly bool IsSane(long now) => _at <= now + TimeSpan.TicksPerSecond && _low <= _high && _rate.IsSane(now);

    /// <summary>The server's time in UTC ticks, at the earliest.</summary>
    public readonly long EarliestAt(long now) => now + Low(now);

    /// <summary>The moment by our clock at which the server's time has surely come.</summary>
    public readonly long SurelyAfter(long serverTime, long now)
    {
        // As EarliestAt, solved for the moment: whichever of its two lines gets there first.
        double missing = serverTime - _at - _low;
        double suspicious = missing / (1 - Drift - _rate.Suspicion);
        double proven = (missing + MostSuspicion) / (1 - Drift);
        return Math.Max(now, _at + (long)Math.Ceiling(Math.Min(suspicious, proven)) + 1);
    }

    /// <summary>Takes in an answer's Date.</summary>
    /// <param name="sent">When the request was sent.</param>
    /// <param name="received">When the answer was there.</param>
    /// <param name="date">Its Date in UTC ticks.</param>
    public void Observe(long sent, long received, long date)
    {
        long low = date - received;
        long high = date + DateLag - sent;
        _rate.Observe(low, high, received);
        long oldLow = IsKnown ? Low(received) : low;
        long oldHigh = IsKnown ? High(received) : high;

        // Where both cannot be true, the newer one is.
        bool isContradicted = low > oldHigh || oldLow > high;
        (_low, _high, _at) = isContradicted ? (low, high, received) : (Math.Max(low, oldLow), Math.Min(high, oldHigh), Math.Max(_at, received));
    }

    private readonly long Low(long now)
    {
        double age = Math.Max(0, now - _at);
        return _low - (long)((age * Drift) + Math.Min(age * _rate.Suspicion, MostSuspicion));
    }

    private readonly long High(long now) => _high + (long)(Math.Max(0, now - _at) * ServerRate.Suspected);
}
