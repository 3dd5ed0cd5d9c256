namespace DevFlow.Sandbox.Limits;

/// <summary>
/// No span of one period ever holds more than the limit. It remembers each moment something was granted, so it is exact;
/// its memory grows to as many moments as the limit grants and then no more.
/// </summary>
internal sealed class RollingWindow(long limit, TimeSpan period, TimeProvider time) : Limit(time)
{
    private const int FirstCapacity = 8;

    // A ring: the oldest at _head, the newest at _head + _count - 1.
    private (long At, long Cost)[] _grants = [];
    private int _head;
    private int _count;
    private long _used;

    protected override bool IsEmpty => _count == 0;

    protected override void Roll()
    {
        while (_count > 0 && Now - _grants[_head].At >= period.Ticks)
        {
            _used -= _grants[_head].Cost;
            _head = Index(1);
            _count--;
        }
    }

    protected override bool Fits(long cost) => cost <= limit - _used;

    protected override void Add(long cost)
    {
        if (cost == 0)
        {
            return;
        }

        _used += cost;
        if (_count > 0 && _grants[Index(_count - 1)].At == Now)
        {
            _grants[Index(_count - 1)].Cost += cost;
            return;
        }

        if (_count == _grants.Length)
        {
            Grow();
        }

        _grants[Index(_count++)] = (Now, cost);
    }

    protected override void Remove(long cost, in Reading taken)
    {
        for (int i = _count - 1; i >= 0 && _grants[Index(i)].At >= taken.At.UtcTicks; i--)
        {
            ref (long At, long Cost) grant = ref _grants[Index(i)];
            if (grant.At == taken.At.UtcTicks)
            {
                long given = Math.Min(cost, grant.Cost);
                grant.Cost -= given;
                _used -= given;
            }
        }
    }

    protected override Reading Describe(long cost) => Describe(
        limit, _used, _count == 0 ? Now : _grants[Index(_count - 1)].At + period.Ticks, RetryAfter(cost));

    private long RetryAfter(long cost)
    {
        long missing = cost - (limit - _used);
        long until = Now;
        for (int i = 0; i < _count && missing > 0; i++)
        {
            missing -= _grants[Index(i)].Cost;
            until = _grants[Index(i)].At + period.Ticks;
        }

        return until - Now;
    }

    private int Index(int offset) => (_head + offset) % _grants.Length;

    private void Grow()
    {
        (long At, long Cost)[] larger = new (long, long)[Math.Max(FirstCapacity, _grants.Length * 2)];
        for (int i = 0; i < _count; i++)
        {
            larger[i] = _grants[Index(i)];
        }

        _grants = larger;
        _head = 0;
    }
}
