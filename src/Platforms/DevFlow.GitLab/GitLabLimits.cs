using System.Buffers;
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
    private const int MaxBucketLength = 64;

    // 2001-09-09 to 2286-11-20 in epoch seconds: delays and milliseconds fall outside.
    private const long EarliestReset = 1_000_000_000;
    private const long LatestReset = 9_999_999_999;

    private static readonly SearchValues<char> BucketCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

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
            || ReadNumber(response.Headers, "RateLimit-Observed") is not long observed
            || ReadNumber(response.Headers, "RateLimit-Remaining") is not long remaining
            || ReadReset(response.Headers) is not DateTimeOffset reset
            || observed > int.MaxValue
            || remaining > int.MaxValue
            || observed + remaining == 0)
        {
            return null;
        }

        string bucket = AnswerHeaders.Single(response.Headers, "RateLimit-Name") ?? AuthenticatedApi;
        return bucket.Length <= MaxBucketLength && !bucket.AsSpan().ContainsAnyExcept(BucketCharacters)
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

    private static DateTimeOffset? ReadReset(HttpResponseHeaders headers) =>
        ReadNumber(headers, "RateLimit-Reset") is long seconds and >= EarliestReset and <= LatestReset
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static DateTimeOffset? ReadResetTime(HttpResponseHeaders headers) =>
        DateTimeOffset.TryParseExact(
            AnswerHeaders.Single(headers, "RateLimit-ResetTime"), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment)
            ? moment
            : null;

    private static long? ReadNumber(HttpResponseHeaders headers, string name) =>
        long.TryParse(AnswerHeaders.Single(headers, name), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
