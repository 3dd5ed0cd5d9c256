namespace DevFlow.Core.Http;

/// <summary>How long a failing server asks to be left alone: Retry-After, as seconds or as a date (RFC 9110, 10.2.3).</summary>
internal static class ServerHint
{
    // Spreads callers that got the same hint. Only ever upwards: a call before the hint counts against us.
    private const double LargestJitterMilliseconds = 100;

    /// <summary>The wait; null where the answer asks for none.</summary>
    public static TimeSpan? Read(HttpResponseMessage? response, TimeProvider time)
    {
        // A date is the server's clock's, and so is Date: their difference does not depend on ours. Date is cut to the
        // second, so that it comes out up to a second too long, never too short.
        TimeSpan? wait = response?.Headers.RetryAfter switch
        {
            { Delta: { } delay } => delay,
            { Date: { } moment } => moment - (response.Headers.Date ?? time.GetUtcNow()),
            _ => null,
        };
        return wait > TimeSpan.Zero ? wait : null;
    }

    /// <summary>The wait with a little more, in whole milliseconds: timers cut off what is below one.</summary>
    public static TimeSpan Spread(TimeSpan wait, double share) =>
        TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds + (share * LargestJitterMilliseconds)));
}
