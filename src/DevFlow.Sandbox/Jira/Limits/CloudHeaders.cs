using System.Globalization;
using DevFlow.Sandbox.Limits;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>How Cloud tells its limits: the old headers, those of the IETF draft, and the same with Beta- where nothing is enforced yet.</summary>
internal static class CloudHeaders
{
    public const string QuotaReason = "jira-quota-global-based";
    public const string BurstReason = "jira-burst-based";
    public const string IssueReason = "jira-per-issue-on-write";

    private const string QuotaPolicy = "global-app-quota";
    private const string TenantPolicy = "tenant-app-quota";

    /// <param name="headers">Where to.</param>
    /// <param name="limits">How things stand.</param>
    /// <param name="rate">What the bucket gets in a second.</param>
    /// <param name="second">That second, as clients see it.</param>
    /// <param name="hour">The quota's hour, as clients see it.</param>
    public static void Write(IHeaderDictionary headers, CloudReadings limits, int rate, long second, long hour)
    {
        Reading told = limits.Refusal?.Reading ?? limits.Burst;
        headers["X-RateLimit-Limit"] = Number(told.Limit);
        headers["X-RateLimit-Remaining"] = Number(told.Remaining);
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
            WriteBeta(headers, tenant, hour);
        }

        if (limits.Refusal is { } refusal)
        {
            headers["X-RateLimit-Reset"] = Iso(refusal.Reading.At + refusal.Reading.RetryAfter);
            headers["RateLimit-Reason"] = refusal.Reason;
            headers.RetryAfter = Number(Math.Max(1, Seconds(refusal.Reading.RetryAfter)));
        }
    }

    private static void WriteBeta(IHeaderDictionary headers, in Reading reading, long window)
    {
        headers["Beta-RateLimit-Policy"] = Policy(TenantPolicy, reading.Limit, window);
        headers["Beta-RateLimit"] = Item(TenantPolicy, reading);
        headers["X-Beta-RateLimit-Limit"] = Number(reading.Limit);
        headers["X-Beta-RateLimit-Remaining"] = Number(reading.Remaining);
        if (IsNear(reading))
        {
            headers["X-Beta-RateLimit-NearLimit"] = "true";
        }

        if (reading.Remaining == 0)
        {
            headers["X-Beta-RateLimit-Reset"] = Iso(reading.ResetsAt);
            headers["Beta-Retry-After"] = Number(Seconds(reading.ResetsAt - reading.At));
        }
    }

    private static bool IsNear(in Reading reading) => reading.Remaining * 5 < reading.Limit;

    // The number left may be missing, which means: far from the limit.
    private static string Item(string policy, in Reading reading)
    {
        string left = reading.Remaining * 2 > reading.Limit ? "" : string.Create(CultureInfo.InvariantCulture, $";r={reading.Remaining}");
        return string.Create(CultureInfo.InvariantCulture, $"\"{policy}\"{left};t={Seconds(reading.ResetsAt - reading.At)}");
    }

    private static string Policy(string policy, long limit, long window) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{policy}\";q={limit};w={window}");

    private static long Seconds(TimeSpan span) => (long)Math.Ceiling(span.TotalSeconds);

    // Rounded up to the second that is told, so that who waits until then is granted.
    private static string Iso(DateTimeOffset moment) =>
        moment.AddTicks(TimeSpan.TicksPerSecond - 1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
