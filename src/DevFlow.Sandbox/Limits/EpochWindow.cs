namespace DevFlow.Sandbox.Limits;

/// <summary>Windows aligned to the Unix epoch: GitLab's Rack::Attack, and Jira's quota by the UTC hour.</summary>
/// <param name="limit">What is granted in a window.</param>
/// <param name="period">How long a window is.</param>
/// <param name="time">The clock.</param>
/// <param name="countsRefused">Whether refused costs are counted too, as Rack::Attack does.</param>
internal sealed class EpochWindow(long limit, TimeSpan period, TimeProvider time, bool countsRefused = false) : Limit(time)
{
    private long _end;
    private long _used;

    protected override bool IsEmpty => _used == 0;

    protected override void Roll()
    {
        if (Now >= _end)
        {
            _end = Now - ((Now - DateTimeOffset.UnixEpoch.UtcTicks) % period.Ticks) + period.Ticks;
            _used = 0;
        }
    }

    protected override bool Fits(long cost) => cost <= limit - _used;

    protected override void Add(long cost) => _used += cost;

    protected override void Refuse(long cost) => _used += countsRefused ? cost : 0;

    protected override void Remove(long cost, in Reading taken)
    {
        if (taken.ResetsAt.UtcTicks == _end)
        {
            _used = Math.Max(0, _used - cost);
        }
    }

    protected override Reading Describe(long cost) => Describe(limit, _used, _end, Fits(cost) ? 0 : _end - Now);
}
