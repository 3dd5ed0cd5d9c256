using System.Globalization;
using System.Net;

namespace DevFlow.Benchmarks.Strategies;

/// <summary>What a client reads in a refusal.</summary>
internal static class Refusal
{
    /// <summary>How long to wait: Retry-After, or until the window's end; null where the answer is no refusal.</summary>
    public static TimeSpan? WaitOf(HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests))
        {
            return null;
        }

        if (response.Headers.RetryAfter?.Delta is { } told)
        {
            return told;
        }

        long end = long.Parse(response.Headers.GetValues("x-ratelimit-reset").Single(), CultureInfo.InvariantCulture);
        TimeSpan left = DateTimeOffset.FromUnixTimeSeconds(end) - DateTimeOffset.UtcNow;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
