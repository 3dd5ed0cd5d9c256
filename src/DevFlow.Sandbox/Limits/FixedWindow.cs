namespace DevFlow.Sandbox.Limits;

/// <summary>A window that starts with the first cost after the last one ended, as GitHub's primary limit.</summary>
internal sealed class FixedWindow(long limit, TimeSpan period, TimeProvider time) : Limit(time)
{
    // Platforms tell the end in whole seconds, so a window starts on one: who waits until the told second is granted.
    private readonly long _grain = period.Ticks >= TimeSpan.TicksPerSecond ? TimeSpan.TicksPerSecond : 1;
    private long _end;
    private long _used;

    protected override bool IsEmpty => _end == 0;

    protected override void Roll()
    {
        if (Now >= _end)
        {
            _end = 0;
            _used = 0;
        }
    }

    protected override bool Fits(long cost) => cost <= limit - _used;

    protected override void Add(long cost)
    {
        _end = End();
        _used += cost;
    }

    protected override void Remove(long cost, in Reading taken)
    {
        if (taken.ResetsAt.UtcTicks == _end)
        {
            _used = Math.Max(0, _used - cost);
        }
    }

    protected override Reading Describe(long cost) => Describe(limit, _used, End(), Fits(cost) ? 0 : End() - Now);

    private long End() => _end == 0 ? Now - (Now % _grain) + period.Ticks : _end;
}
