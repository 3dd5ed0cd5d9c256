using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>The end of a fixed window, as answers tell it: windows are told apart by it.</summary>
/// <remarks>It lies in memory that processes share, so its layout is part of <see cref="StateHeader.CurrentVersion"/>.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct WindowEnd
{
    // Machines of one platform round it differently.
    private const long Rounding = 2 * TimeSpan.TicksPerSecond;

    // No platform has windows of more than a day.
    private const long Longest = TimeSpan.TicksPerDay;

    private long _at;

    /// <summary>In the server's UTC ticks; 0 where no answer told.</summary>
    public readonly long At => _at;

    /// <summary>Takes in what an answer says.</summary>
    /// <param name="policy">The limit.</param>
    /// <param name="told">The end it tells.</param>
    /// <param name="isNew">True where its call was sent after the newest answer before it came.</param>
    /// <param name="serverTime">The server's time.</param>
    /// <returns>Which window it speaks of.</returns>
    public WindowRelation Read(RateLimitPolicy policy, long told, bool isNew, long serverTime)
    {
        if (told > serverTime + Math.Max(Longest, 2 * policy.Window.Ticks))
        {
            return WindowRelation.Other;
        }

        long tolerance = policy.Window > TimeSpan.Zero ? Math.Min(Rounding, policy.Window.Ticks / 2) : Rounding;

        // A window that a new answer knows nothing of any more was a mistake, the server's or a proxy's.
        bool isMistaken = isNew && told < _at - tolerance && told > serverTime + LostUnits.Grace;
        if (_at == 0 || told > _at + tolerance || isMistaken)
        {
            _at = told;
            return WindowRelation.Next;
        }

        if (told < _at - tolerance)
        {
            return WindowRelation.Other;
        }

        _at = Math.Max(_at, told);
        return WindowRelation.Same;
    }
}
