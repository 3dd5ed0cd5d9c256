using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>
/// What was learned of a hidden limit. A refusal lowers it to seven tenths of what it was; from there it returns by the
/// cubic curve of RFC 9438, which is flat around the old height and reaches it after ten minutes.
/// </summary>
/// <remarks>
/// Above what was ever accepted calls go one at a time, so that looking for the limit costs one refusal and not as many as there
/// are callers; and only where the last refusal is ten minutes ago.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct Learning
{
    private const double Beta = 0.7;

    // The slots of a window may hold what the server forgot a moment ago.
    private const double Certainty = 0.97;
    private static readonly long LeastRecovery = TimeSpan.FromMinutes(10).Ticks;

    private double _accepted;
    private long _refusedAt;

    /// <summary>False for what no process has learned.</summary>
    public readonly bool IsSane => double.IsFinite(_accepted) && _accepted >= 0;

    /// <summary>The limit in force.</summary>
    public readonly double LimitAt(RateLimitPolicy policy, long now) => _refusedAt == 0 ? Known(policy) : Lowered(policy, now);

    /// <summary>True where one call may find out whether more is granted.</summary>
    public readonly bool MayExplore(RateLimitPolicy policy, long now) => _refusedAt == 0 || now - _refusedAt >= Recovery(policy);

    /// <summary>Notes how much a window held that was not refused.</summary>
    public void Accept(double spent) => _accepted = spent > _accepted ? spent : _accepted;

    /// <summary>Notes a refusal; several at once are one.</summary>
    /// <param name="policy">The limit.</param>
    /// <param name="now">The time.</param>
    public void Refuse(RateLimitPolicy policy, long now)
    {
        if (_refusedAt != 0 && now - _refusedAt < policy.Window.Ticks)
        {
            return;
        }

        _accepted = LimitAt(policy, now);
        _refusedAt = now;
    }

    private static double Published(RateLimitPolicy policy) => policy.Limit > 0 ? policy.Limit : double.MaxValue;

    private readonly double Known(RateLimitPolicy policy) => policy.IsLearned ? Math.Max(policy.Limit, _accepted * Certainty) : Published(policy);

    private readonly double Lowered(RateLimitPolicy policy, long now)
    {
        double past = Math.Min(1, (now - _refusedAt) / (double)Recovery(policy));
        double curve = _accepted * Certainty * (1 - ((1 - Beta) * Math.Pow(1 - past, 3)));
        return Math.Max(1, policy.IsLearned ? curve : past < 1 ? Math.Min(curve, Published(policy)) : Published(policy));
    }

    private static long Recovery(RateLimitPolicy policy) => Math.Max(LeastRecovery, 10 * policy.Window.Ticks);
}
