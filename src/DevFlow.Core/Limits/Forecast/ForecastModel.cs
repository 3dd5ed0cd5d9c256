namespace DevFlow.Core.Limits.Forecast;

/// <summary>One way to tell the use to come from the use so far.</summary>
/// <param name="Name">As it is shown; the number in it is a time in seconds.</param>
/// <param name="Least">Bins of history it needs.</param>
/// <param name="Read">Takes the record and returns what gives the curve from the end of any bin on, told from the bins up to it.</param>
internal sealed record ForecastModel(string Name, int Least, Func<UseRecord, Func<int, UseCurve>> Read)
{
    /// <summary>
    /// The candidates: flat rates by how fast they forget, lines for what grows or fades, and what comes back by the clock.
    /// No one is best: after a step a short memory wins, in steady noise a long one, beside a schedule the pattern.
    /// </summary>
    public static IReadOnlyList<ForecastModel> All { get; } =
    [
        Mean(360), Slope(30), Slope(90), FadingMean(12), FadingMean(60), DampedTrend(),
        Trend(90), Trend(180), Decay(45), Pattern(60), Pattern(90), Pattern(180), Pattern(360),
    ];

    private static ForecastModel Mean(int bins) => new($"mean-{Seconds(bins)}", 6, use => origin =>
    {
        int start = Math.Max(0, origin - bins);
        return new UseCurve(use.Between(start, origin) / (origin - start));
    });

    // Least squares through the accumulated use, as Prometheus' predict_linear: the middle of the time counts most.
    private static ForecastModel Slope(int bins) => new($"slope-{Seconds(bins)}", bins / 2, use => origin =>
    {
        int start = Math.Max(0, origin - bins);
        double middle = (start + origin) / 2.0;
        double covariance = use.Moment(start, origin) - (middle * use.Sum(start, origin));
        return new UseCurve(covariance / SumOfSquares(origin - start + 1));
    });

    // The exponentially weighted mean.
    private static ForecastModel FadingMean(int halfLife) => new($"fading-{Seconds(halfLife)}", halfLife / 2, use =>
    {
        double keep = Math.Pow(0.5, 1.0 / halfLife);
        double[] rates = new double[use.Last + 1];
        double sum = 0;
        double weights = 0;
        for (int i = 1; i < rates.Length; i++)
        {
            sum = (sum * keep) + use.Between(i - 1, i);
            weights = (weights * keep) + 1;
            rates[i] = sum / weights;
        }

        return origin => new UseCurve(rates[origin]);
    });

    // Holt's linear method with a damped trend (Gardner and McKenzie, 1985), its constants for bins of ten seconds.
    private static ForecastModel DampedTrend() => new("damped-trend", 30, static use =>
    {
        const double levelGain = 0.1;
        const double trendGain = 0.001;
        const double keep = 0.98;
        double[] levels = new double[use.Last + 1];
        double[] trends = new double[use.Last + 1];
        levels[0] = use.Between(0, 1);
        for (int i = 1; i < levels.Length; i++)
        {
            double expected = levels[i - 1] + (keep * trends[i - 1]);
            double error = use.Between(i - 1, i) - expected;
            levels[i] = expected + (levelGain * error);
            trends[i] = (keep * trends[i - 1]) + (trendGain * error);
        }

        return origin => new UseCurve(levels[origin], trends[origin], 1 / (1 - keep));
    });

    // Least squares through the use of each bin: a line that goes on. Summed by parts, it needs no sum of its own.
    private static ForecastModel Trend(int bins) => new($"trend-{Seconds(bins)}", bins * 2 / 3, use => origin =>
    {
        int start = Math.Max(0, origin - bins);
        int count = origin - start;
        double reach = (count - 1) / 2.0;
        double covariance = (reach * (use[origin] + use[start])) - use.Sum(start + 1, origin - 1);
        double trend = covariance / SumOfSquares(count);
        return new UseCurve((use.Between(start, origin) / count) + (trend * (reach + 1)), trend);
    });

    // What shrinks by the same share in the same time: the share of the time before that the last one had.
    private static ForecastModel Decay(int bins) => new($"decay-{Seconds(bins)}", 2 * bins, use => origin =>
    {
        double last = use.Between(origin - bins, origin);
        double before = use.Between(origin - (2 * bins), origin - bins);
        if (last <= 0 || last >= before)
        {
            return new UseCurve(last / bins);
        }

        double fades = bins / Math.Log(before / last);
        double rate = last / fades / ((before / last) - 1);
        return new UseCurve(rate, -rate / fades, fades);
    });

    // What runs by the clock comes back after 10, 15, 30 or 60 minutes.
    private static ForecastModel Pattern(int period) =>
        new($"pattern-{Seconds(period)}", period, use => origin => new UseCurve(use, origin, period));

    private static string Seconds(int bins) => $"{bins * (int)UseHistory.Bin.TotalSeconds}";

    /// <summary>Of the distances of so many numbers in a row from their middle.</summary>
    private static double SumOfSquares(int count) => count * (((double)count * count) - 1) / 12;
}
