using System.Net;
using System.Net.Http.Headers;
using DevFlow.Platforms;

namespace DevFlow.GitHub;

/// <summary>
/// GitHub's primary limits speak in <c>x-ratelimit-*</c> headers; secondary ones only by refusing, best with
/// <c>retry-after</c> (docs.github.com, "Rate limits for the REST API").
/// </summary>
internal sealed class GitHubLimits : IRateLimitDialect
{
    /// <summary>What GitHub asks to wait after a secondary refusal that names no time.</summary>
    public static readonly TimeSpan UnnamedWait = TimeSpan.FromMinutes(1);

    private const string Core = "core";
    private const string EnterprisePrefix = "/api/v3";

    public string? PredictBucket(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ReadOnlySpan<char> path = request.RequestUri is { IsAbsoluteUri: true } uri ? uri.AbsolutePath : "/";
        if (IsUnder(path, "/api/graphql") || IsUnder(path, "/graphql"))
        {
            return "graphql";
        }

        if (IsUnder(path, EnterprisePrefix))
        {
            path = path[EnterprisePrefix.Length..];
        }

        if (IsUnder(path, "/search"))
        {
            return IsUnder(path, "/search/code") ? "code_search" : "search";
        }

        // Asking for the limits costs nothing of them.
        return IsUnder(path, "/rate_limit") ? null : Core;
    }

    public RateLimitReading? Read(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (LimitHeaders.Number(response.Headers, "x-ratelimit-limit") is not long limit
            || LimitHeaders.Number(response.Headers, "x-ratelimit-remaining") is not long remaining
            || ReadReset(response.Headers) is not DateTimeOffset reset
            || limit == 0
            || remaining > limit)
        {
            return null;
        }

        // Enterprise Server before 3.2 names no resource.
        string? bucket = response.Headers.Contains("x-ratelimit-resource")
            ? AnswerHeaders.Single(response.Headers, "x-ratelimit-resource")
            : response.RequestMessage is { } request ? PredictBucket(request) : Core;
        return LimitHeaders.IsBucket(bucket)
            ? new RateLimitReading(bucket, limit, remaining, reset)
            : null;
    }

    public DateTimeOffset? ReadRefusal(HttpResponseMessage response, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(response);
        bool tooMany = response.StatusCode == HttpStatusCode.TooManyRequests;
        if (!tooMany && response.StatusCode != HttpStatusCode.Forbidden)
        {
            return null;
        }

        if (response.Headers.Contains("Retry-After"))
        {
            return ReadRetryAfter(response.Headers.RetryAfter, now);
        }

        if (LimitHeaders.Number(response.Headers, "x-ratelimit-remaining") == 0)
        {
            // One second more: within the second of the reset the window may still be the old one.
            DateTimeOffset? reset = ReadReset(response.Headers)?.AddSeconds(1);
            return reset is null ? now + UnnamedWait : Later(reset.Value, now);
        }

        // A 403 without either sign is about permissions.
        return tooMany ? now + UnnamedWait : null;
    }

    private static DateTimeOffset ReadRetryAfter(RetryConditionHeaderValue? wait, DateTimeOffset now) => wait switch
    {
        { Delta: TimeSpan delay } => now + delay,
        { Date: DateTimeOffset moment } => Later(moment.ToUniversalTime(), now),
        _ => now + UnnamedWait,
    };

    private static DateTimeOffset Later(DateTimeOffset moment, DateTimeOffset now) => moment > now ? moment : now;

    private static bool IsUnder(ReadOnlySpan<char> path, ReadOnlySpan<char> root) =>
        path.StartsWith(root, StringComparison.OrdinalIgnoreCase) && (path.Length == root.Length || path[root.Length] == '/');

    private static DateTimeOffset? ReadReset(HttpResponseHeaders headers) => LimitHeaders.Moment(headers, "x-ratelimit-reset");
}
