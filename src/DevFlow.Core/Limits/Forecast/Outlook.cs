namespace DevFlow.Core.Limits.Forecast;

/// <summary>What the models and a plan make of the rest of a window; all times in seconds from the models' origin.</summary>
/// <param name="models">The best first.</param>
/// <param name="plan">What is used on top of what they expect.</param>
/// <param name="planStart">When the plan starts.</param>
/// <param name="room">Units left at the origin.</param>
/// <param name="end">When the window ends.</param>
internal sealed class Outlook(TestedModel[] models, RateLimitPlan plan, double planStart, double room, double end)
{
    // Halvings of the search: of an hour, to a hundredth of a second.
    private const int Halvings = 18;

    // Beyond that many windows a plan's end is a guess about days.
    private const int WindowsAhead = 1000;

    private readonly double _weights = models.Sum(static model => model.Weight);

    public double End => end;

    /// <summary>When the best model expects the bucket to be empty; null where not in this window.</summary>
    public double? Expected => First(seconds => Use(seconds) >= room);

    /// <summary>The units expected to be used by a moment.</summary>
    public double Use(double seconds) => models[0].Within(seconds) + Planned(seconds);

    /// <summary>The chance that the bucket is empty by a moment.</summary>
    public double Chance(double seconds)
    {
        double free = room - Planned(seconds);
        double sum = 0;
        foreach (TestedModel model in models)
        {
            sum += model.Weight * model.Chance(free, seconds);
        }

        return sum / _weights;
    }

    /// <summary>When that chance comes to a value; null where not in this window.</summary>
    public double? When(double chance) => First(seconds => Chance(seconds) >= chance);

    /// <summary>When the plan's last call can be made: it gets what the other use leaves of each window, and is no faster than it says.</summary>
    public double? PlanEnd(double limit, TimeSpan window)
    {
        double other = models[0].Within(end);
        double left = plan.Units;
        double start = planStart;
        double until = end;
        double free = room - other;
        for (int i = 0; i < WindowsAhead; i++)
        {
            double most = Math.Clamp(free, 0, plan.UnitsPerSecond * (until - start));
            if (left <= most)
            {
                return start + (left / plan.UnitsPerSecond);
            }

            // Later windows are used by the others as this one's rest is.
            left -= most;
            (start, until) = (until, until + window.TotalSeconds);
            free = limit - (other / Math.Max(1, end) * window.TotalSeconds);
        }

        return null;
    }

    private double Planned(double seconds) => Math.Min(plan.Units, plan.UnitsPerSecond * Math.Max(0, seconds - planStart));

    // Use never falls, so the moment it comes to something is found by halving.
    private double? First(Func<double, bool> reached)
    {
        if (!reached(end))
        {
            return null;
        }

        double low = 0;
        double high = end;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = reached(middle) ? (low, middle) : (middle, high);
        }

        return high;
    }
}
