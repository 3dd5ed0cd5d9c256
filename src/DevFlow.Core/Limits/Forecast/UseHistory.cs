namespace DevFlow.Core.Limits.Forecast;

/// <summary>What a bucket was used for in the last hour and a half, by bins of ten seconds.</summary>
internal sealed class UseHistory
{
    /// <summary>Two runs of what happens every half hour or more often, and what was before them to compare with.</summary>
    public const int Capacity = 540;

    public static readonly TimeSpan Bin = TimeSpan.FromSeconds(10);

    private readonly float[] _bins = new float[Capacity];
    private DateTimeOffset _start;
    private long _open = -1;

    /// <summary>Units used in the bin that is not over yet.</summary>
    public double OpenUse => _open < 0 ? 0 : _bins[_open % Capacity];

    /// <summary>When the last closed bin ended: the moment all forecasts start from.</summary>
    public DateTimeOffset Origin => _start + (_open * Bin);

    public void Add(DateTimeOffset now, double units)
    {
        MoveTo(now);
        _bins[_open % Capacity] += (float)units;
    }

    /// <summary>Closes the bins that are over. A clock that was set back goes on filling the newest one.</summary>
    public void MoveTo(DateTimeOffset now)
    {
        if (_open < 0)
        {
            (_start, _open) = (now, 0);
            return;
        }

        long target = Math.Max(_open, (now - _start).Ticks / Bin.Ticks);
        if (target - _open >= Capacity)
        {
            Array.Clear(_bins);
            _open = target;
            return;
        }

        while (_open < target)
        {
            _bins[++_open % Capacity] = 0;
        }
    }

    /// <summary>The use of the closed bins.</summary>
    public UseRecord Read()
    {
        int closed = (int)Math.Clamp(_open, 0, Capacity - 1);
        double[] use = new double[closed + 1];
        for (int i = 0; i < closed; i++)
        {
            use[i + 1] = use[i] + _bins[(_open - closed + i) % Capacity];
        }

        return new UseRecord(use);
    }
}
