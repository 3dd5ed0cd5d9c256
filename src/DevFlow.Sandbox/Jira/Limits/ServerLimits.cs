using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Limits;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Data Center: a bucket of tokens for each user, refilled in batches; every answer tells how it stands.</summary>
internal sealed class ServerLimits : JiraLimits
{
    public const string Bucket = "tokens";
    private const string FillRate = "fillrate";

    // As the page of an empty bucket looks when it comes from Tomcat and not from Jira.
    private const string Page = "<!doctype html><html lang=\"en\"><head><title>HTTP Status 429 – Too Many Requests</title></head>"
        + "<body><h1>HTTP Status 429 – Too Many Requests</h1></body></html>";

    private readonly Keyed<string, TokenBucket> _buckets;
    private readonly string _interval;
    private readonly string _fillRate;

    public ServerLimits(SandboxContext context)
    {
        int capacity = context.Limit(Bucket, 100);
        int fillRate = context.Limit(FillRate, 10);
        TimeSpan interval = context.Clock.Scale(TimeSpan.FromSeconds(1));
        _buckets = new(_ => new(capacity, fillRate, interval, context.Clock.Time, inBatches: true));
        _interval = HeaderValue.Of(Math.Max(1, (long)interval.TotalSeconds));
        _fillRate = HeaderValue.Of(fillRate);
    }

    /// <summary>Every name the user can give.</summary>
    public static IReadOnlyList<string> Names { get; } = [Bucket, FillRate];

    public override Answer? Take(JiraCall call, long? issue)
    {
        bool isGranted = _buckets[call.User.Name].TryTake(1, out Reading reading);
        IHeaderDictionary headers = call.Response.Headers;
        headers["X-RateLimit-Limit"] = HeaderValue.Of(reading.Limit);
        headers["X-RateLimit-Remaining"] = HeaderValue.Of(reading.Remaining);
        headers["X-RateLimit-Interval-Seconds"] = _interval;
        headers["X-RateLimit-FillRate"] = _fillRate;
        headers.RetryAfter = HeaderValue.Of(HeaderValue.Seconds(reading.RetryAfter));
        call.Exchange.Bucket = Bucket;
        if (isGranted)
        {
            return null;
        }

        call.Exchange.Refuse("tokens", Bucket);
        return Answer.Text(StatusCodes.Status429TooManyRequests, "text/html;charset=utf-8", Page);
    }
}
