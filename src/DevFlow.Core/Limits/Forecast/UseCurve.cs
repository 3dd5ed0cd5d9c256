namespace DevFlow.Core.Limits.Forecast;

/// <summary>How much a model expects to be used from its origin on. It never falls.</summary>
internal readonly struct UseCurve
{
    private static readonly double BinSeconds = UseHistory.Bin.TotalSeconds;

    private readonly double _rate;
    private readonly double _trend;
    private readonly double _damping;
    private readonly UseRecord? _pattern;
    private readonly int _origin;
    private readonly int _period;

    /// <summary>A rate that changes.</summary>
    /// <param name="rate">Units a bin, at the origin; one below zero is noise.</param>
    /// <param name="trend">What is added to the rate with each bin.</param>
    /// <param name="damping">In how many bins the trend fades to a third (1/e).</param>
    public UseCurve(double rate, double trend = 0, double damping = double.PositiveInfinity)
    {
        _rate = Math.Max(0, rate);
        _trend = trend;
        _damping = damping;
    }

    /// <summary>The last <paramref name="period"/> bins before <paramref name="origin"/> over and over.</summary>
    public UseCurve(UseRecord use, int origin, int period) => (_pattern, _origin, _period) = (use, origin, period);

    /// <summary>The units used in so many seconds from the origin.</summary>
    public double Within(double seconds)
    {
        double bins = seconds / BinSeconds;
        return _pattern is null ? Extrapolate(bins) : Repeat(_pattern, bins);
    }

    // A rate that falls stays at zero once it is there.
    private double Extrapolate(double bins)
    {
        double time = _trend < 0 ? Math.Min(bins, TimeToZero()) : bins;
        double grown = double.IsInfinity(_damping) ? time * time / 2 : _damping * (time - (_damping * (1 - Math.Exp(-time / _damping))));
        return (_rate * time) + (_trend * grown);
    }

    private double TimeToZero()
    {
        double straight = _rate / -_trend;
        if (double.IsInfinity(_damping))
        {
            return straight;
        }

        return straight < _damping ? -_damping * Math.Log(1 - (straight / _damping)) : double.PositiveInfinity;
    }

    private double Repeat(UseRecord use, double bins)
    {
        double whole = Math.Floor(bins / _period);
        double rest = bins - (whole * _period);
        int start = _origin - _period;
        int full = (int)rest;
        double part = rest > full ? (rest - full) * use.Between(start + full, start + full + 1) : 0;
        return (whole * use.Between(start, _origin)) + use.Between(start, start + full) + part;
    }
}
