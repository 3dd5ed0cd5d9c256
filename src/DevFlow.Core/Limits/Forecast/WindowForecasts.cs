using System.Collections.Concurrent;

namespace DevFlow.Core.Limits.Forecast;

/// <summary>The forecasts for the windows that answers to calls with one credential tell of.</summary>
internal sealed class WindowForecasts
{
    private const int MaxPolicies = 256;

    private readonly ConcurrentDictionary<RateLimitPolicy, WindowForecast> _forecasts = new(ReferenceEqualityComparer.Instance);

    /// <summary>Told once in each window, before its bucket is empty; it must return at once.</summary>
    public Action<RateLimitPolicy>? Nearing { get; set; }

    /// <summary>Takes in what an answer told.</summary>
    /// <param name="readings">What it told.</param>
    /// <param name="now">The moment by this machine's clock.</param>
    /// <param name="serverAhead">How far the server's clock is ahead of it.</param>
    public void Observe(ReadOnlySpan<RateLimitReading> readings, DateTimeOffset now, TimeSpan serverAhead)
    {
        foreach (ref readonly RateLimitReading reading in readings)
        {
            // One bucket of many, such as an issue's, comes and goes before it could be foretold.
            if (reading.ResetsAt is not { } resetsAt || reading.Partition is not null || ForecastOf(reading.Policy) is not { } forecast)
            {
                continue;
            }

            if (forecast.Observe(reading.Limit, reading.Remaining, resetsAt - serverAhead, now))
            {
                Nearing?.Invoke(reading.Policy);
            }
        }
    }

    /// <summary>The forecast for a bucket; null for one that no answer has told of.</summary>
    public WindowForecast? Find(Bucket bucket) =>
        bucket.Partition is null ? _forecasts.GetValueOrDefault(bucket.Declared) : null;

    // To count them takes all locks of the dictionary: only for one that is new.
    private WindowForecast? ForecastOf(RateLimitPolicy policy) =>
        _forecasts.TryGetValue(policy, out WindowForecast? known) || _forecasts.Count >= MaxPolicies
            ? known
            : _forecasts.GetOrAdd(policy, static policy => new WindowForecast(policy.Window));
}
