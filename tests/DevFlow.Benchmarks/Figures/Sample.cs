namespace DevFlow.Benchmarks.Figures;

/// <summary>Repeated measurements of one thing, by their quartiles: a busy machine spoils means, not medians.</summary>
internal sealed class Sample
{
    private readonly double[] _sorted;

    public Sample(IEnumerable<double> values)
    {
        _sorted = [.. values.Order()];
        if (_sorted.Length == 0)
        {
            throw new ArgumentException("A sample needs a measurement.", nameof(values));
        }
    }

    public int Count => _sorted.Length;

    public double Median => Quantile(0.5);

    public double Lowest => _sorted[0];

    public double Highest => _sorted[^1];

    public double Quantile(double share)
    {
        double position = share * (_sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, _sorted.Length - 1);
        return _sorted[below] + ((position - below) * (_sorted[above] - _sorted[below]));
    }

    public string Spread(string unit) =>
        $"n={Count} median={Median:F2} quartiles={Quantile(0.25):F2}..{Quantile(0.75):F2} range={Lowest:F2}..{Highest:F2} unit={unit}";
}
