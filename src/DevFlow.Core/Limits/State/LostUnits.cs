using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>Units of calls without an answer, held back for as long as the calls may still reach the server.</summary>
/// <remarks>
/// Two generations, so that each is held for one grace at least and two at most. It lies in memory that processes share, so its
/// layout is part of <see cref="StateHeader.CurrentVersion"/>.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct LostUnits
{
    /// <summary>How long a call without an answer may still be under way.</summary>
    public const long Grace = 5 * TimeSpan.TicksPerSecond;

    private double _young;
    private double _old;
    private long _since;

    public readonly double Sum => _young + _old;

    /// <summary>Holds units back; call <see cref="Forget"/> first.</summary>
    public void Add(double units) => _young += units;

    /// <summary>Lets go what was held back for long enough.</summary>
    /// <returns>How much that is, and since when it was held back.</returns>
    public (double Over, long Since) Forget(long now)
    {
        if (Sum <= 0)
        {
            _since = now;
            return default;
        }

        if (now < _since + Grace)
        {
            return default;
        }

        double over = now >= _since + (2 * Grace) ? Sum : _old;

        // The youngest of them were lost up to a grace after the last change.
        long since = over >= Sum ? _since + Grace : _since;
        (_old, _young, _since) = (over >= Sum ? 0 : _young, 0, now);
        return (over, since);
    }

    /// <summary>Forgets what is no number of units.</summary>
    public void Repair() => (_young, _old) = (Amount.Sane(_young), Amount.Sane(_old));
}
