using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using DevFlow.Platforms;

namespace DevFlow.GitLab;

/// <summary>
/// GitLab's Rack::Attack speaks in <c>RateLimit-*</c> headers about the strictest limit it holds; the limits of the application
/// (issues, notes, search) speak only by refusing (docs.gitlab.com, "User and IP rate limits"; lib/gitlab/rack_attack.rb).
/// </summary>
internal sealed class GitLabLimits : IRateLimitDialect
{
    /// <summary>The period of nearly all limits, for a refusal that names no time.</summary>
    public static readonly TimeSpan UnnamedWait = TimeSpan.FromMinutes(1);

    private const string AuthenticatedApi = "throttle_authenticated_api";

    public string? PredictBucket(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.RequestUri is { IsAbsoluteUri: true } uri && uri.AbsolutePath.Contains("/api/", StringComparison.Ordinal) ? AuthenticatedApi : null;
    }

    public RateLimitReading? Read(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);

        // RateLimit-Limit is scaled to 60 seconds, the others count in the limit's own period: 7,200 an hour come as Limit 120,
        // Remaining 7,100. Used and left make up the true limit, but not in a refusal: refused calls count as used.
        if (response.StatusCode == HttpStatusCode.TooManyRequests
            || LimitHeaders.Number(response.Headers, "RateLimit-Observed") is not long observed
            || LimitHeaders.Number(response.Headers, "RateLimit-Remaining") is not long remaining
            || ReadReset(response.Headers) is not DateTimeOffset reset
            || observed > int.MaxValue
            || remaining > int.MaxValue
            || observed + remaining == 0)
        {
            return null;
        }

        string bucket = AnswerHeaders.Single(response.Headers, "RateLimit-Name") ?? AuthenticatedApi;
        return LimitHeaders.IsBucket(bucket)
            ? new RateLimitReading(bucket, observed + remaining, remaining, reset)
            : null;
    }

    public DateTimeOffset? ReadRefusal(HttpResponseMessage response, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (response.StatusCode != HttpStatusCode.TooManyRequests)
        {
            return null;
        }

        // Windows end at multiples of their period: within the second of the reset the old one may still count.
        DateTimeOffset? moment = response.Headers.RetryAfter switch
        {
            { Delta: TimeSpan delay } => now + delay,
            { Date: DateTimeOffset date } => date.ToUniversalTime(),
            _ => ReadReset(response.Headers)?.AddSeconds(1) ?? ReadResetTime(response.Headers)?.AddSeconds(1),
        };
        return moment is null ? now + UnnamedWait : moment > now ? moment : now;
    }

    private static DateTimeOffset? ReadReset(HttpResponseHeaders headers) => LimitHeaders.Moment(headers, "RateLimit-Reset");

    private static DateTimeOffset? ReadResetTime(HttpResponseHeaders headers) =>
        DateTimeOffset.TryParseExact(
            AnswerHeaders.Single(headers, "RateLimit-ResetTime"), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment)
            ? moment
            : null;
}
