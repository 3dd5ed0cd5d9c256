using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
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

    /// <summary>How long an address is shut out that sent too many bad tokens.</summary>
    public static readonly TimeSpan BanLength = TimeSpan.FromMinutes(15);

    private const string ApiRoot = "/api/v4/";
    private const string GraphQl = "/api/graphql";
    private const int MaxQuery = 256 * 1024;
    private const int MaxRefusal = 1024;

    private readonly GitLabPolicies _policies = new();

    public IReadOnlyList<RateLimitPolicy> Policies => _policies.All;

    public void Charge(HttpRequestMessage request, ICollection<RateLimitCharge> charges)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(charges);
        if (request.RequestUri is not { IsAbsoluteUri: true } address)
        {
            return;
        }

        string path = address.AbsolutePath;
        if (path.Contains("/api/", StringComparison.Ordinal))
        {
            charges.Add(new(_policies.Api));
        }

        if (EndpointOf(request.Method.Method, path, out string? project) is { } endpoint)
        {
            charges.Add(new(endpoint, project));
        }
    }

    public RequestSafety GetSafety(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        bool isSafe = request.Method == HttpMethod.Post
            ? request.RequestUri is { IsAbsoluteUri: true } address && address.AbsolutePath.EndsWith(GraphQl, StringComparison.Ordinal) && GraphQlBody.IsQuery(BodyBytes.Of(request, MaxQuery))
            : request.Method != HttpMethod.Patch && request.Method != HttpMethod.Connect;
        return isSafe ? RequestSafety.Repeatable : RequestSafety.Unsafe;
    }

    public void Read(HttpResponseMessage response, ICollection<RateLimitReading> readings)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(readings);

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
            return;
        }

        string? name = AnswerHeaders.Single(response.Headers, "RateLimit-Name");
        RateLimitPolicy? policy = name is null ? _policies.Api : LimitHeaders.IsBucket(name) ? _policies.Throttle(name) : null;
        if (policy is not null)
        {
            readings.Add(new(policy, null, observed + remaining, remaining, reset));
        }
    }

    public RateLimitRefusal? ReadRefusal(HttpResponseMessage response, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => ReadRefused(response, now),
            HttpStatusCode.Forbidden when IsBan(response) => new(now + BanLength, "banned"),
            _ => null,
        };
    }

    // 409 {"message":"409 Conflict: Resource lock"} while another request changes the same thing; a conflict that stays has another message.
    public bool IsBusy(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.StatusCode == HttpStatusCode.Conflict
            && (IsLock(response.ReasonPhrase) || (BodyBytes.Of(response, MaxRefusal) is { } body && IsLock(Encoding.UTF8.GetString(body))));
    }

    private static bool IsLock(string? text) => text?.Contains("Resource lock", StringComparison.OrdinalIgnoreCase) == true;

    private RateLimitRefusal ReadRefused(HttpResponseMessage response, DateTimeOffset now)
    {
        // Windows end at multiples of their period: within the second of the reset the old one may still count.
        DateTimeOffset? moment = response.Headers.RetryAfter switch
        {
            { Delta: TimeSpan delay } => now + delay,
            { Date: DateTimeOffset date } => date.ToUniversalTime(),
            _ => ReadReset(response.Headers)?.AddSeconds(1) ?? ReadResetTime(response.Headers)?.AddSeconds(1),
        };

        // The application answers in JSON, Rack::Attack in a text its administrator wrote.
        bool isApplication = response.Content.Headers.ContentType?.MediaType == "application/json" && !response.Headers.Contains("RateLimit-ResetTime");
        HttpRequestMessage? request = response.RequestMessage;
        RateLimitPolicy? endpoint = isApplication && request?.RequestUri is { IsAbsoluteUri: true } address
            ? EndpointOf(request.Method.Method, address.AbsolutePath, out _)
            : null;
        return new(moment is null ? now + UnnamedWait : moment > now ? moment.Value : now, isApplication ? "application-limit" : "throttled")
        {
            Policy = endpoint ?? (isApplication ? null : _policies.Api),
            IsHinted = moment is not null,
        };
    }

    // Rack::Attack's blocklist answers with one bare word, the application's permissions with JSON.
    private static bool IsBan(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is null or "text/plain"
        && BodyBytes.Of(response, MaxRefusal) is { } body
        && body.AsSpan().Trim(" \r\n"u8).SequenceEqual("Forbidden"u8);

    private static RateLimitPolicy? EndpointOf(string method, string path, out string? project)
    {
        project = null;
        int root = path.IndexOf(ApiRoot, StringComparison.Ordinal);
        if (root < 0)
        {
            return null;
        }

        ReadOnlySpan<char> rest = path.AsSpan(root + ApiRoot.Length).TrimEnd('/');
        RateLimitPolicy? policy = GitLabPolicies.Endpoint(method, rest);
        if (policy is not null && rest.StartsWith("projects/", StringComparison.Ordinal))
        {
            ReadOnlySpan<char> id = rest["projects/".Length..];
            int slash = id.IndexOf('/');
            project = (slash < 0 ? id : id[..slash]).ToString();
        }

        return policy;
    }

    private static DateTimeOffset? ReadReset(HttpResponseHeaders headers) => LimitHeaders.Moment(headers, "RateLimit-Reset");

    private static DateTimeOffset? ReadResetTime(HttpResponseHeaders headers) =>
        DateTimeOffset.TryParseExact(
            AnswerHeaders.Single(headers, "RateLimit-ResetTime"), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment)
            ? moment
            : null;
}
