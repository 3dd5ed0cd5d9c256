using System.Collections.Concurrent;
using System.Globalization;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Limits;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>How Cloud tells its limits: the old headers, those of the IETF draft, and the same with Beta- where nothing is enforced yet.</summary>
/// <param name="second">The second of a bucket's rate, as clients see it.</param>
/// <param name="hour">The quotas' hour, as clients see it.</param>
internal sealed class CloudHeaders(long second, long hour)
{
    public const string QuotaReason = "jira-quota-global-based";
    public const string BurstReason = "jira-burst-based";
    public const string IssueReason = "jira-per-issue-on-write";

    private const string QuotaPolicy = "global-app-quota";
    private const string TenantPolicy = "tenant-app-quota";

    // A policy's text is of few numbers that never change, and every answer has one or three of them.
    private readonly ConcurrentDictionary<(string Policy, long Limit), string> _policies = new();

    /// <param name="headers">Where to.</param>
    /// <param name="limits">How things stand.</param>
    /// <param name="rate">What the bucket gets in a second.</param>
    public void Write(IHeaderDictionary headers, CloudReadings limits, int rate)
    {
        Reading told = limits.Refusal?.Reading ?? limits.Burst;
        headers["X-RateLimit-Limit"] = HeaderValue.Of(told.Limit);
        headers["X-RateLimit-Remaining"] = HeaderValue.Of(told.Remaining);
        string policies = Policy(BurstReason, rate, second);
        string items = string.Create(CultureInfo.InvariantCulture, $"\"{BurstReason}\";r={limits.Burst.Remaining};t={second}");
        if (limits.Quota is { } quota)
        {
            policies = $"{Policy(QuotaPolicy, quota.Limit, hour)}, {policies}";
            items = $"{Item(QuotaPolicy, quota)}, {items}";
            if (IsNear(quota))
            {
                headers["X-RateLimit-NearLimit"] = "true";
            }
        }

        headers["RateLimit-Policy"] = policies;
        headers["RateLimit"] = items;
        if (limits.Tenant is { } tenant)
        {
            WriteBeta(headers, tenant);
        }

        if (limits.Refusal is { } refusal)
        {
            headers["X-RateLimit-Reset"] = Iso(refusal.Reading.At + refusal.Reading.RetryAfter);
            headers["RateLimit-Reason"] = refusal.Reason;
            headers.RetryAfter = HeaderValue.RetryAfter(refusal.Reading.RetryAfter);
        }
    }

    private void WriteBeta(IHeaderDictionary headers, in Reading reading)
    {
        headers["Beta-RateLimit-Policy"] = Policy(TenantPolicy, reading.Limit, hour);
        headers["Beta-RateLimit"] = Item(TenantPolicy, reading);
        headers["X-Beta-RateLimit-Limit"] = HeaderValue.Of(reading.Limit);
        headers["X-Beta-RateLimit-Remaining"] = HeaderValue.Of(reading.Remaining);
        if (IsNear(reading))
        {
            headers["X-Beta-RateLimit-NearLimit"] = "true";
        }

        if (reading.Remaining == 0)
        {
            headers["X-Beta-RateLimit-Reset"] = Iso(reading.ResetsAt);
            headers["Beta-Retry-After"] = HeaderValue.Of(HeaderValue.Seconds(reading.ResetsAt - reading.At));
        }
    }

    private static bool IsNear(in Reading reading) => reading.Remaining * 5 < reading.Limit;

    // The number left may be missing, which means: far from the limit.
    private static string Item(string policy, in Reading reading)
    {
        long left = HeaderValue.Seconds(reading.ResetsAt - reading.At);
        return reading.Remaining * 2 > reading.Limit
            ? string.Create(CultureInfo.InvariantCulture, $"\"{policy}\";t={left}")
            : string.Create(CultureInfo.InvariantCulture, $"\"{policy}\";r={reading.Remaining};t={left}");
    }

    private string Policy(string policy, long limit, long window) => _policies.GetOrAdd(
        (policy, limit),
        static (key, span) => string.Create(CultureInfo.InvariantCulture, $"\"{key.Policy}\";q={key.Limit};w={span}"),
        window);

    // Rounded up to the second that is told, so that who waits until then is granted.
    private static string Iso(DateTimeOffset moment) =>
        moment.AddTicks(TimeSpan.TicksPerSecond - 1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
