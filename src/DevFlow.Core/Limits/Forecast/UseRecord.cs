namespace DevFlow.Core.Limits.Forecast;

/// <summary>The accumulated use of a bucket at the end of each bin, with the sums that straight lines are fitted from.</summary>
internal sealed class UseRecord
{
    private readonly double[] _use;
    private readonly double[] _sums;
    private readonly double[] _moments;

    /// <param name="use">The accumulated use: element 0 is zero.</param>
    public UseRecord(double[] use)
    {
        _use = use;
        _sums = new double[use.Length + 1];
        _moments = new double[use.Length + 1];
        for (int i = 0; i < use.Length; i++)
        {
            _sums[i + 1] = _sums[i] + use[i];
            _moments[i + 1] = _moments[i] + (i * use[i]);
        }
    }

    /// <summary>The number of the last bin.</summary>
    public int Last => _use.Length - 1;

    /// <summary>The units used up to the end of a bin.</summary>
    public double this[int bin] => _use[bin];

    /// <summary>The units used between the ends of two bins.</summary>
    public double Between(int start, int end) => _use[end] - _use[start];

    /// <summary>The accumulated use summed over the bins from first to last.</summary>
    public double Sum(int first, int last) => _sums[last + 1] - _sums[first];

    /// <summary>The same with each bin's number as a factor.</summary>
    public double Moment(int first, int last) => _moments[last + 1] - _moments[first];
}
