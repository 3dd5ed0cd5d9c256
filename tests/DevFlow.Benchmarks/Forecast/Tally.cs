using DevFlow.Benchmarks.Figures;

namespace DevFlow.Benchmarks.Forecast;

/// <summary>Compares what was foretold with what came.</summary>
internal sealed class Tally
{
    private const double NotForetold = 1000;

    private readonly List<(string Kind, int Ahead, double Error)> _errors = [];
    private int _warned;
    private int _warnedRightly;
    private int _exhausted;
    private int _bands;
    private int _bandsHeld;

    public double Precision => (double)_warnedRightly / _warned;

    public double Recall => (double)_warnedRightly / _exhausted;

    /// <summary>The share of bands from p10 to p90 that the truth was in.</summary>
    public double Coverage => (double)_bandsHeld / _bands;

    /// <summary>A forecast made so many seconds before the bucket was empty; one that foretold no such thing is wrong by 1,000 percent.</summary>
    public void AddTime(string kind, int ahead, double? foretold) =>
        _errors.Add((kind, ahead, foretold is { } seconds ? Math.Abs(seconds - ahead) / ahead * 100 : NotForetold));

    public void AddBand(int ahead, double? earliest, double? latest)
    {
        _bands++;
        _bandsHeld += earliest <= ahead && (latest is null || latest >= ahead) ? 1 : 0;
    }

    public void AddWarning(bool warned, bool exhausted)
    {
        _warned += warned ? 1 : 0;
        _exhausted += exhausted ? 1 : 0;
        _warnedRightly += warned && exhausted ? 1 : 0;
    }

    /// <summary>The errors in percent, of one shape or all, made so many seconds ahead.</summary>
    public Sample Errors(Func<int, bool> ahead, string? kind = null) =>
        new(_errors.Where(error => ahead(error.Ahead) && (kind is null || error.Kind == kind)).Select(static error => error.Error));
}
