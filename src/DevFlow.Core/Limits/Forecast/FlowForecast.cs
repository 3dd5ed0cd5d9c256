namespace DevFlow.Core.Limits.Forecast;

/// <summary>
/// The forecast for a limit that is no window, where what is spent comes back by itself: it ends where more is used than comes back.
/// From how fast it was used lately; what comes by chance is taken to be Poisson's.
/// </summary>
internal static class FlowForecast
{
    // Of a bucket that is filled so fast that nobody waits for it, an hour says enough.
    private const double Horizon = 3600;
    private const double Likely = 0.5;

    /// <param name="policy">The limit.</param>
    /// <param name="view">How it stands.</param>
    /// <param name="now">The time (UTC).</param>
    /// <param name="plan">Calls to come.</param>
    /// <returns>Null where the limit has no flow: calls at once, and windows.</returns>
    public static RateLimitForecast? Ask(RateLimitPolicy policy, in BucketView view, DateTimeOffset now, RateLimitPlan? plan)
    {
        if (view.Flow.Back <= 0 || !double.IsFinite(view.Flow.Back) || view.Limit >= long.MaxValue)
        {
            return null;
        }

        double planned = Math.Min(plan?.UnitsPerSecond ?? 0, plan?.Units ?? 0);
        double rate = view.Flow.Used + planned;
        double room = Math.Max(0, view.Limit - view.Spent);
        double length = policy.Kind == RateLimitKind.RollingWindow ? policy.Window.TotalSeconds : Horizon;
        double granted = policy.Kind == RateLimitKind.RollingWindow ? view.Limit : room + (view.Flow.Back * length);
        double asked = rate * length;
        double chance = asked <= 0 ? 0 : AtLeast(granted, asked);
        double? seconds = chance >= Likely ? Math.Min(length, room / Math.Max(rate - Returning(policy, view), room / length)) : null;
        double free = Math.Max(0, view.Flow.Back - view.Flow.Used);
        return new RateLimitForecast
        {
            MadeAt = now,
            RatePerMinute = rate * 60,
            SafeRatePerMinute = view.Flow.Back * 60,
            ProjectedUsed = asked,
            WillExhaust = chance >= Likely,
            ExhaustionChance = chance,
            ExhaustsAt = seconds is { } soon ? now.AddSeconds(soon) : null,
            Model = "flow",
            Plan = plan,

            // What is left goes at the plan's pace, the rest at that of what comes back beside the other use.
            PlanEndsAt = plan is not { } calls ? null
                : calls.Units <= room ? now.AddSeconds(calls.Units / calls.UnitsPerSecond)
                : free > 0 ? now.AddSeconds(Math.Max(calls.Units / calls.UnitsPerSecond, Math.Min((calls.Units - room) / free, TimeSpan.FromDays(365).TotalSeconds))) : null,
        };
    }

    // What was spent in the window comes back as it was spent: evenly, as far as is known.
    private static double Returning(RateLimitPolicy policy, in BucketView view) =>
        policy.Kind == RateLimitKind.RollingWindow ? view.Spent / policy.Window.TotalSeconds : view.Flow.Back;

    /// <summary>The chance of so many or more where <paramref name="expected"/> are, by the normal curve (Abramowitz and Stegun 26.2.17).</summary>
    private static double AtLeast(double units, double expected)
    {
        double distance = (units - expected) / Math.Sqrt(expected);
        double t = 1 / (1 + (0.2316419 * Math.Abs(distance)));
        double tail = Math.Exp(-distance * distance / 2) / Math.Sqrt(2 * Math.PI)
            * t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return distance >= 0 ? tail : 1 - tail;
    }
}
