using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>What was spent in a rolling window, by the slots of time it is divided into: a slot lives until a whole window after its end.</summary>
/// <remarks>It lies in memory that processes share, so its layout is part of <see cref="StateHeader.CurrentVersion"/>.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct RollingSlots
{
    private const int InWindow = 120;
    private const int Recent = 30;
    private const int Count = 128;

    private long _length;
    private long _current;
    private long _endsAt;
    private Units _units;

    /// <summary>When the slot that is filled now is over.</summary>
    public readonly long EndsAt => _endsAt;

    /// <summary>True once it is known how long a slot is.</summary>
    public readonly bool IsDivided => _length > 0;

    /// <summary>False for what no process has written.</summary>
    public readonly bool IsSane => _length >= 0 && _current >= 0;

    /// <summary>Begins the slot of a moment and empties those that are older than a window.</summary>
    /// <param name="spent">What was spent.</param>
    /// <param name="window">The window's length, which is divided anew where all slots are empty; 0 where it is not known.</param>
    /// <param name="now">The moment.</param>
    /// <returns>What of it counts yet.</returns>
    public double Advance(double spent, double window, long now)
    {
        double left = Expire(spent, now);
        if (left <= 0 && window > 0)
        {
            _length = Math.Max(1, (long)(window / InWindow));
        }

        if (IsDivided)
        {
            _current = now / _length;
            _endsAt = (_current + 1) * _length;
        }

        return left;
    }

    /// <summary>Puts units into the slot of the moment: it must have begun.</summary>
    public void Fill(double units) => _units[(int)(_current % Count)] += (float)units;

    /// <summary>When so many of the units will be over; <paramref name="now"/> where fewer were spent.</summary>
    public readonly long WhenExpired(double units, long now)
    {
        if (!IsDivided)
        {
            return now;
        }

        long current = now / _length;
        for (long i = Math.Max(0, current - InWindow); i <= current; i++)
        {
            units -= _units[(int)(i % Count)];
            if (units <= 0)
            {
                return (i + InWindow + 1) * _length;
            }
        }

        return now;
    }

    /// <summary>Units a second in the last quarter of the window.</summary>
    public readonly double RecentRate(long now)
    {
        double recent = 0;
        long current = now / _length;
        for (long i = Math.Max(0, current - Recent + 1); i <= current; i++)
        {
            recent += _units[(int)(i % Count)];
        }

        return recent / TimeSpan.FromTicks(Recent * _length).TotalSeconds;
    }

    /// <summary>Empties slots that hold what is no number of units.</summary>
    public void Repair()
    {
        for (int i = 0; i < Count; i++)
        {
            ref float slot = ref _units[i];
            slot = float.IsFinite(slot) && slot > 0 ? slot : 0;
        }
    }

    private double Expire(double spent, long now)
    {
        if (!IsDivided)
        {
            return spent;
        }

        long first = Math.Max(_current - InWindow, 0);
        long end = Math.Min((now / _length) - InWindow, first + Count);
        for (long i = first; i < end; i++)
        {
            ref float slot = ref _units[(int)(i % Count)];
            spent -= slot;
            slot = 0;
        }

        return Math.Max(0, spent);
    }

    [InlineArray(Count)]
    private struct Units
    {
        private float _first;
    }
}
