namespace DevFlow.Core.Limits.Forecast;

/// <summary>The forecast for one bucket, and when to warn of its end: once in each window.</summary>
internal sealed class WindowForecast(TimeSpan window)
{
    // What a script can still do something about; with less than that left there may be no time for a forecast.
    private const double LowShare = 0.2;

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(10);

    private readonly Forecaster _forecaster = new();
    private readonly Lock _gate = new();
    private DateTimeOffset _warnedOf;
    private DateTimeOffset _looksAt;

    /// <summary>Takes in what an answer told.</summary>
    /// <returns>True where it is time to warn.</returns>
    public bool Observe(double limit, double remaining, DateTimeOffset resetsAt, DateTimeOffset now)
    {
        _forecaster.Observe(now, limit - remaining, resetsAt);
        bool isLow = remaining <= limit * LowShare;
        lock (_gate)
        {
            // An answer of the window before may come late, and one of this window with another rounding.
            if (resetsAt - _warnedOf <= Forecaster.RoundingOfResets || (!isLow && now < _looksAt))
            {
                return false;
            }

            _looksAt = now + UseHistory.Bin;
            if (!isLow && !(Ask(limit, remaining, resetsAt, now).ExhaustsAt - now <= Soon))
            {
                return false;
            }

            _warnedOf = resetsAt;
            return true;
        }
    }

    public RateLimitForecast Ask(double limit, double remaining, DateTimeOffset resetsAt, DateTimeOffset now, RateLimitPlan? plan = null) =>
        _forecaster.Query(limit, remaining, resetsAt, window > TimeSpan.Zero ? window : resetsAt - now, now, plan);
}
