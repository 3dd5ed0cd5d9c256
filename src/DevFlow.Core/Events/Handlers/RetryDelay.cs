namespace DevFlow.Core.Events;

/// <summary>Exponential back-off, with chance in it so that what failed together does not come back together.</summary>
internal static class RetryDelay
{
    private const double Jitter = 0.25;

    public static TimeSpan After(int failures, EventRetryPolicy policy, Random random)
    {
        double delay = policy.Delay.TotalMilliseconds * Math.Pow(policy.Factor, failures - 1);
        double capped = Math.Min(delay, policy.MaxDelay.TotalMilliseconds);
        double share;
        lock (random)
        {
            share = random.NextDouble();
        }

        return TimeSpan.FromMilliseconds(capped * (1 - Jitter + (2 * Jitter * share)));
    }
}
