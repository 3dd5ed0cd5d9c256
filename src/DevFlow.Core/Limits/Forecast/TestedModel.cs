namespace DevFlow.Core.Limits.Forecast;

/// <summary>A model beside what came of what it would have foretold lately.</summary>
internal sealed class TestedModel
{
    // Five minutes ahead, from a new origin every minute and a half, over half an hour; an attempt counts a fifth less than the next one.
    private const int Ahead = 30;
    private const int Step = 9;
    private const int Attempts = 20;
    private const int LeastAttempts = 4;
    private const double Forget = 0.8;

    // A few calls more or less are chance, whatever the model; and one that was right to the call has been lucky, not perfect.
    private const double LeastError = 0.001;

    // A rate seen for moments says little of an hour: most bursts end, some grow.
    private static readonly double[] Untested = [0.01, 0.03, 0.1, 0.3, 1, 3];

    private readonly UseCurve _curve;
    private readonly double[] _ratios;

    private TestedModel(string name, UseCurve curve, double[] ratios, double? error)
    {
        Name = name;
        _curve = curve;
        _ratios = ratios;
        Error = error;
        Weight = error is { } known ? 1 / (known * known * known) : 1;
    }

    public string Name { get; }

    /// <summary>How far off it typically was, as the logarithm of a factor; null where the history is too short for a test.</summary>
    public double? Error { get; }

    /// <summary>How much it has to say beside other models.</summary>
    public double Weight { get; }

    /// <summary>Lets every model that can foretell the past; the best comes first.</summary>
    /// <param name="use">The use up to now.</param>
    /// <param name="rate">Units a bin, for as long as no model can be tested.</param>
    public static TestedModel[] Rank(UseRecord use, double rate)
    {
        TestedModel[] tested = [.. ForecastModel.All.Select(model => Test(model, use)).OfType<TestedModel>().OrderBy(static model => model.Error)];
        return tested.Length > 0 ? tested : [new TestedModel("mean", new UseCurve(rate), Untested, error: null)];
    }

    /// <summary>The units it expects to be used in so many seconds.</summary>
    public double Within(double seconds) => _curve.Within(seconds);

    /// <summary>The chance that so much is used in so many seconds, if it goes on being wrong as it was.</summary>
    public double Chance(double units, double seconds)
    {
        double needed = units / Math.Max(_curve.Within(seconds), double.Epsilon);
        int below = Array.BinarySearch(_ratios, needed);
        return 1 - ((double)(below < 0 ? ~below : below) / _ratios.Length);
    }

    private static TestedModel? Test(ForecastModel model, UseRecord use)
    {
        int now = use.Last;
        if (now < model.Least)
        {
            return null;
        }

        Func<int, UseCurve> from = model.Read(use);
        int ahead = Math.Min(Ahead, now / 3);
        int step = Math.Max(1, Step * ahead / Ahead);
        double allowance = 1 + (use[now] / now * ahead / 100);
        List<double> ratios = new(Attempts);
        double errors = 0;
        double weights = 0;
        double weight = 1;
        for (int origin = now - ahead; origin >= model.Least && ratios.Count < Attempts; origin -= step)
        {
            double foretold = from(origin).Within(ahead * UseHistory.Bin.TotalSeconds);
            double ratio = (use.Between(origin, origin + ahead) + allowance) / (foretold + allowance);
            ratios.Add(ratio);
            errors += weight * Math.Abs(Math.Log(ratio));
            weights += weight;
            weight *= Forget;
        }

        if (ratios.Count < LeastAttempts)
        {
            return null;
        }

        ratios.Sort();
        return new TestedModel(model.Name, from(now), [.. ratios], Math.Max(LeastError, errors / weights));
    }
}
