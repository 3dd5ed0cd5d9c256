namespace DevFlow.Core.Limits.Forecast;

/// <summary>
/// Tells when a bucket will be empty. Observing is an addition; all the thinking is done when somebody asks, from nothing but
/// the history: every model foretells the past, the one that did best gives the forecast, and all of them together, each
/// with its own errors and the more to say the smaller they were, give the chances.
/// </summary>
internal sealed class Forecaster
{
    /// <summary>Ends that are no further apart are those of one window: machines of one platform round them differently.</summary>
    public static readonly TimeSpan RoundingOfResets = TimeSpan.FromSeconds(2);

    // A warning too many costs a look, one too few a refusal.
    private const double Likely = 0.42;
    private const double Early = 0.1;
    private const double Late = 0.9;

    private readonly Lock _gate = new();
    private readonly UseHistory _history = new();
    private double _used;
    private DateTimeOffset _resetsAt;

    /// <summary>Notes how much of the window that ends at <paramref name="resetsAt"/> is used; answers may come out of order.</summary>
    public void Observe(DateTimeOffset now, double used, DateTimeOffset resetsAt)
    {
        lock (_gate)
        {
            // What was used before the first look was used nobody knows when.
            bool isFirst = _resetsAt == default;
            if (isFirst || resetsAt - _resetsAt > RoundingOfResets)
            {
                (_used, _resetsAt) = (isFirst ? used : 0, resetsAt);
            }

            _history.Add(now, Math.Max(0, used - _used));
            _used = Math.Max(used, _used);
        }
    }

    /// <summary>Makes a forecast for the window that ends at <paramref name="resetsAt"/>.</summary>
    /// <param name="limit">Units granted in a window.</param>
    /// <param name="remaining">Units left in this one.</param>
    /// <param name="resetsAt">When it ends.</param>
    /// <param name="window">How long a window is.</param>
    /// <param name="now">The moment of the forecast.</param>
    /// <param name="plan">Calls to come that the history knows nothing of.</param>
    public RateLimitForecast Query(double limit, double remaining, DateTimeOffset resetsAt, TimeSpan window, DateTimeOffset now, RateLimitPlan? plan = null)
    {
        UseRecord use;
        double open;
        double elapsed;
        lock (_gate)
        {
            _history.MoveTo(now);
            use = _history.Read();
            open = _history.OpenUse;
            elapsed = Math.Max(0, (now - _history.Origin).TotalSeconds);
        }

        double bins = use.Last + (elapsed / UseHistory.Bin.TotalSeconds);
        TestedModel[] models = TestedModel.Rank(use, bins > 0 ? (use[use.Last] + open) / bins : 0);

        // The models know the use up to the last closed bin, so that is where time starts for them.
        Outlook outlook = new(models, plan ?? default, elapsed, Math.Max(0, remaining) + open, Math.Max(elapsed, elapsed + (resetsAt - now).TotalSeconds));
        double chance = outlook.Chance(outlook.End);
        bool likely = chance >= Likely;
        double? empty = outlook.Expected ?? outlook.When(Likely);
        return new RateLimitForecast
        {
            MadeAt = now,
            RatePerMinute = outlook.Use(elapsed + 60) - outlook.Use(elapsed),
            SafeRatePerMinute = Math.Max(0, remaining) / Math.Max(1, (resetsAt - now).TotalSeconds) * 60,
            ProjectedUsed = limit - remaining + Math.Max(0, outlook.Use(outlook.End) - open),
            WillExhaust = likely,
            ExhaustionChance = chance,
            ExhaustsAt = likely ? Moment(empty) : null,
            ExhaustsEarliest = Moment(outlook.When(Early)),
            ExhaustsLatest = Moment(outlook.When(Late)),
            Model = models[0].Name,
            TypicalError = models[0].Error is { } error ? Math.Exp(error) - 1 : null,
            Plan = plan,
            PlanEndsAt = plan is null ? null : Moment(outlook.PlanEnd(limit, window)),
        };

        DateTimeOffset? Moment(double? seconds) => seconds is { } s ? now + TimeSpan.FromSeconds(Math.Max(0, s - elapsed)) : null;
    }
}
