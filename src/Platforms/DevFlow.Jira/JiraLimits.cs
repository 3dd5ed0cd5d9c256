using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using DevFlow.Platforms;

namespace DevFlow.Jira;

/// <summary>
/// Cloud tells of its limits in <c>X-RateLimit-*</c> and in the <c>RateLimit</c> fields of the IETF's draft, and names the one that
/// refused in <c>RateLimit-Reason</c>; what it does not enforce yet has names with <c>Beta-</c>, which are not looked at. Data Center
/// tells of its bucket in every answer.
/// </summary>
internal sealed class JiraLimits : IRateLimitDialect
{
    /// <summary>What a refusal that names no time is given; Cloud's own advice begins with less and doubles.</summary>
    public static readonly TimeSpan UnnamedWait = TimeSpan.FromSeconds(30);

    private const string FillRate = "X-RateLimit-FillRate";
    private const int MaxHosts = 256;
    private const int MaxInterval = 24 * 3600;
    private const int MaxBody = 64 * 1024;

    private readonly JiraPolicies _policies = new();

    // Which product stands at an address that does not tell it: only answers do.
    private readonly ConcurrentDictionary<string, bool> _isCloud = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<RateLimitPolicy> Policies => _policies.All;

    public void Charge(HttpRequestMessage request, ICollection<RateLimitCharge> charges)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(charges);
        if (!IsCloud(request.RequestUri))
        {
            charges.Add(new(_policies.User));
            return;
        }

        JiraOperation operation = JiraOperation.Of(request);

        // Only apps have points, and they send bearers; of API tokens the buckets are all there is.
        if (request.Headers.Authorization?.Scheme == "Bearer")
        {
            double cost = operation switch
            {
                { IsRead: false } => 1,

                // One for the request, and one or two for each object, of which there will be one at least.
                { IsAboutPeople: true } => 3,
                _ => 2,
            };
            charges.Add(new(_policies.AppQuota, null, cost));
            charges.Add(new(_policies.TenantQuota, null, cost));
        }

        charges.Add(new(_policies.Burst, operation.Name));
        if (operation.Issue is string issue)
        {
            charges.Add(new(_policies.IssueShort, issue));
            charges.Add(new(_policies.IssueLong, issue));
        }
    }

    public RequestSafety GetSafety(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        JiraOperation operation = JiraOperation.Of(request);
        return operation.IsRead || request.Method == HttpMethod.Put || request.Method == HttpMethod.Delete || IsUpsert(request, operation)
            ? RequestSafety.Repeatable
            : RequestSafety.Unsafe;
    }

    public void Read(HttpResponseMessage response, ICollection<RateLimitReading> readings)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(readings);
        HttpResponseHeaders headers = response.Headers;
        if (LimitHeaders.Number(headers, FillRate) is long fillRate)
        {
            Learn(response, isCloud: false);
            ReadServer(headers, fillRate, readings);
        }
        else if (headers.Contains("RateLimit-Policy") || headers.Contains("RateLimit"))
        {
            Learn(response, isCloud: true);
            ReadCloud(response, readings);
        }
    }

    public RateLimitRefusal? ReadRefusal(HttpResponseMessage response, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(response);
        DateTimeOffset? retryAfter = LimitHeaders.RetryAfter(response.Headers, now);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable && retryAfter > now)
        {
            return new(retryAfter.Value, "unavailable") { IsHinted = true };
        }

        if (response.StatusCode != HttpStatusCode.TooManyRequests)
        {
            return null;
        }

        DateTimeOffset? hint = retryAfter ?? ReadReset(response.Headers, now);
        DateTimeOffset retryAt = hint ?? now + UnnamedWait;
        if (response.Headers.Contains(FillRate))
        {
            return new(retryAt, _policies.User.Name) { Policy = _policies.User, IsHinted = hint is not null };
        }

        string? reason = AnswerHeaders.Single(response.Headers, "RateLimit-Reason");
        return new(retryAt, LimitHeaders.IsBucket(reason) ? reason : "limit")
        {
            Policy = reason is null ? null : _policies.OfReason(reason, retryAt - now),
            IsHinted = hint is not null,
        };
    }

    private void ReadServer(HttpResponseHeaders headers, long fillRate, ICollection<RateLimitReading> readings)
    {
        if (LimitHeaders.Number(headers, "X-RateLimit-Limit") is > 0 and <= int.MaxValue and long limit
            && LimitHeaders.Number(headers, "X-RateLimit-Remaining") is long remaining
            && LimitHeaders.Number(headers, "X-RateLimit-Interval-Seconds") is > 0 and <= MaxInterval and long interval)
        {
            readings.Add(new(_policies.User, null, limit, Math.Min(remaining, limit), ResetsAt: null) { RefillPerSecond = (double)fillRate / interval, RefillEvery = TimeSpan.FromSeconds(interval) });
        }
    }

    private void ReadCloud(HttpResponseMessage response, ICollection<RateLimitReading> readings)
    {
        HttpResponseHeaders headers = response.Headers;
        foreach (RateLimitQuota told in RateLimitFields.Read(headers))
        {
            if (told.Limit is not (> 0 and <= int.MaxValue and long quota))
            {
                continue;
            }

            if (told.Name == _policies.Burst.Name)
            {
                ReadBurst(response, quota, told.Window ?? TimeSpan.Zero, told.Remaining, readings);
            }
            else if (_policies.QuotaOf(told.Name) is { } points && headers.Date is { } date && told.ResetsIn is { } rest && rest <= points.Window)
            {
                // Without "r" much is left; it comes long before the end.
                readings.Add(new(points, null, quota, Math.Min(told.Remaining ?? quota, quota), date + rest));
            }
        }
    }

    // The bucket holds more than a second's refill, and only the older header tells how much: of the limit that refused, or of this.
    private void ReadBurst(HttpResponseMessage response, long quota, TimeSpan window, long? tokens, ICollection<RateLimitReading> readings)
    {
        HttpResponseHeaders headers = response.Headers;
        bool isOfBurst = AnswerHeaders.Single(headers, "RateLimit-Reason") is not string reason || reason == _policies.Burst.Name;
        long? remaining = tokens ?? (isOfBurst ? LimitHeaders.Number(headers, "X-RateLimit-Remaining") : null);
        long limit = isOfBurst && LimitHeaders.Number(headers, "X-RateLimit-Limit") is > 0 and <= int.MaxValue and long held ? held : Math.Max(quota, remaining ?? 0);
        if (remaining is long left && window > TimeSpan.Zero && response.RequestMessage is { } request)
        {
            readings.Add(new(_policies.Burst, JiraOperation.Of(request).Name, limit, Math.Min(left, limit), ResetsAt: null) { RefillPerSecond = quota / window.TotalSeconds });
        }
    }

    private bool IsCloud(Uri? address) =>
        address is { IsAbsoluteUri: true }
        && (JiraAddress.IsGateway(address) || JiraAddress.IsCloud(address.IdnHost.ToLowerInvariant()) || _isCloud.GetValueOrDefault(address.Authority));

    private void Learn(HttpResponseMessage response, bool isCloud)
    {
        if (response.RequestMessage?.RequestUri is { IsAbsoluteUri: true } address && _isCloud.Count < MaxHosts)
        {
            _isCloud[address.Authority] = isCloud;
        }
    }

    // A remote link with an id of its own is made once and then replaced.
    private static bool IsUpsert(HttpRequestMessage request, JiraOperation operation) =>
        request.Method == HttpMethod.Post
        && operation.Name.EndsWith("/remotelink", StringComparison.Ordinal)
        && AnswerBody.Parse(BodyBytes.Of(request, MaxBody)) is { } link
        && Payload.Text(link, "globalId") is not null;

    // ISO 8601, and never a moment that is over.
    private static DateTimeOffset? ReadReset(HttpResponseHeaders headers, DateTimeOffset now)
    {
        bool isMoment = DateTimeOffset.TryParse(
            AnswerHeaders.Single(headers, "X-RateLimit-Reset"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset reset);
        return !isMoment || reset > now.AddDays(1) ? null : reset > now ? reset : now;
    }
}
