using System.Collections.Concurrent;
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

    private const string ResourceHeader = "x-ratelimit-resource";
    private const int MaxProblem = 64 * 1024;
    private const int MaxQuery = 256 * 1024;
    private const int MaxLearned = 1024;
    private const int ReadPoints = 1;
    private const int WritePoints = 5;

    // What a call is taken to cost in processor time before one has come back.
    private const double FirstSeconds = 0.5;

    private readonly GitHubPolicies _policies = new();

    // Endpoints that answers put into another resource than their path suggests.
    private readonly ConcurrentDictionary<string, RateLimitPolicy> _learned = new(StringComparer.Ordinal);
    private volatile bool _hasLearned;

    public IReadOnlyList<RateLimitPolicy> Policies => _policies.All;

    public void Charge(HttpRequestMessage request, ICollection<RateLimitCharge> charges)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(charges);
        ReadOnlySpan<char> path = GitHubEndpoint.PathOf(request);
        if (GitHubEndpoint.IsGraphQl(path))
        {
            byte[]? body = BodyBytes.Of(request, MaxQuery);
            charges.Add(new(_policies.GraphQl, null, GraphQlCost.PointsOf(body)));
            AddShared(charges);
            charges.Add(new(_policies.GraphQlCpuTime, null, FirstSeconds));
            charges.Add(new(_policies.GraphQlPoints, null, GraphQlBody.IsQuery(body) ? ReadPoints : WritePoints));
            return;
        }

        string endpoint = GitHubEndpoint.NameOf(path);
        if (PrimaryOf(path, endpoint) is { } primary)
        {
            charges.Add(new(primary));
        }

        AddShared(charges);
        bool isRead = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options;
        charges.Add(new(_policies.Points, endpoint, isRead ? ReadPoints : WritePoints));
        if (request.Method == HttpMethod.Post && CreatesContent(endpoint))
        {
            charges.Add(new(_policies.ContentByMinute));
            charges.Add(new(_policies.ContentByHour));
        }
    }

    public RequestSafety GetSafety(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        bool isSafe = request.Method == HttpMethod.Post
            ? GitHubEndpoint.IsGraphQl(GitHubEndpoint.PathOf(request)) && IsQuery(request)
            : request.Method != HttpMethod.Patch && request.Method != HttpMethod.Connect;
        return isSafe ? RequestSafety.Repeatable : RequestSafety.Unsafe;
    }

    public void Read(HttpResponseMessage response, ICollection<RateLimitReading> readings)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(readings);
        if (LimitHeaders.Number(response.Headers, "x-ratelimit-limit") is not long limit
            || LimitHeaders.Number(response.Headers, "x-ratelimit-remaining") is not long remaining
            || ReadReset(response.Headers) is not DateTimeOffset reset
            || limit == 0
            || remaining > limit)
        {
            return;
        }

        if (ResourceOf(response) is { } policy)
        {
            readings.Add(new(policy, null, limit, remaining, reset));
        }
    }

    public RateLimitRefusal? ReadRefusal(HttpResponseMessage response, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(response);
        bool isGraphQl = response.RequestMessage is { } request && GitHubEndpoint.IsGraphQl(GitHubEndpoint.PathOf(request));
        return response.StatusCode switch
        {
            HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests => ReadRefused(response, now),
            HttpStatusCode.OK when isGraphQl => ReadGraphQl(response, now),
            _ => null,
        };
    }

    private void AddShared(ICollection<RateLimitCharge> charges)
    {
        charges.Add(new(_policies.Concurrency));
        charges.Add(new(_policies.CpuTime, null, FirstSeconds));
    }

    private RateLimitRefusal? ReadRefused(HttpResponseMessage response, DateTimeOffset now)
    {
        GitHubProblem problem = GitHubProblem.Parse(BodyBytes.Of(response, MaxProblem));
        bool hasWait = response.Headers.Contains("Retry-After");
        bool isExhausted = LimitHeaders.Number(response.Headers, "x-ratelimit-remaining") == 0;

        // The last call of a window can be refused for its permissions while "remaining" says 0: the body decides.
        bool isLimit = response.StatusCode == HttpStatusCode.TooManyRequests || problem.SpeaksOfLimit || hasWait || (isExhausted && problem.Text is null);
        if (!isLimit)
        {
            return null;
        }

        return isExhausted && !hasWait && !problem.SpeaksOfSecondary
            ? Exhausted(response, now)
            : Secondary(response.Headers.RetryAfter, now, problem.SpeaksOfContent ? _policies.ContentByMinute : null);
    }

    // A query is refused with status 200: {"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded for ..."}]}.
    private RateLimitRefusal? ReadGraphQl(HttpResponseMessage response, DateTimeOffset now)
    {
        // Answers with data are long; one that is a refusal holds little else.
        if (BodyBytes.Of(response, MaxProblem) is not { } body || body.AsSpan().IndexOf("\"errors\""u8) < 0)
        {
            return null;
        }

        GitHubProblem problem = GitHubProblem.Parse(body);
        return problem switch
        {
            { SpeaksOfSecondary: true } => Secondary(response.Headers.RetryAfter, now, null),
            { SpeaksOfLimit: true } => Exhausted(response, now),
            _ => null,
        };
    }

    private RateLimitRefusal Exhausted(HttpResponseMessage response, DateTimeOffset now)
    {
        // One second more: within the second of the reset the window may still be the old one.
        DateTimeOffset? reset = ReadReset(response.Headers)?.AddSeconds(1);
        return new(reset is { } moment ? Later(moment, now) : now + UnnamedWait, "primary") { Policy = ResourceOf(response), IsHinted = reset is not null };
    }

    // Which of the secondary limits it was is told for new content only. A call elsewhere may be refused for the same reason.
    private static RateLimitRefusal Secondary(RetryConditionHeaderValue? wait, DateTimeOffset now, RateLimitPolicy? policy)
    {
        DateTimeOffset? retryAt = wait switch
        {
            { Delta: TimeSpan delay } => now + delay,
            { Date: DateTimeOffset moment } => Later(moment.ToUniversalTime(), now),
            _ => null,
        };
        return new(retryAt ?? now + UnnamedWait, "secondary") { Policy = policy, IsHinted = retryAt is not null };
    }

    private RateLimitPolicy? PrimaryOf(ReadOnlySpan<char> path, string endpoint) =>
        _hasLearned && _learned.TryGetValue(endpoint, out RateLimitPolicy? learned) ? learned : SuggestedOf(path);

    private RateLimitPolicy? SuggestedOf(ReadOnlySpan<char> path)
    {
        // Asking for the limits costs nothing of them.
        return path switch
        {
            _ when GitHubEndpoint.IsUnder(path, "/rate_limit") => null,
            _ when GitHubEndpoint.IsUnder(path, "/search/code") => _policies.CodeSearch,
            _ when GitHubEndpoint.IsUnder(path, "/search") => _policies.Search,
            _ => _policies.Core,
        };
    }

    private RateLimitPolicy? ResourceOf(HttpResponseMessage response)
    {
        HttpRequestMessage? request = response.RequestMessage;
        ReadOnlySpan<char> path = request is null ? "/" : GitHubEndpoint.PathOf(request);
        string? name = AnswerHeaders.Single(response.Headers, ResourceHeader);
        if (name is null && !response.Headers.NonValidated.Contains(ResourceHeader))
        {
            // Enterprise Server before 3.2 names no resource.
            return GitHubEndpoint.IsGraphQl(path) ? _policies.GraphQl : PrimaryOf(path, GitHubEndpoint.NameOf(path));
        }

        RateLimitPolicy? told = LimitHeaders.IsBucket(name) ? _policies.Resource(name) : null;
        if (told is not null && !GitHubEndpoint.IsGraphQl(path))
        {
            Learn(path, told);
        }

        return told;
    }

    private void Learn(ReadOnlySpan<char> path, RateLimitPolicy told)
    {
        if (!_hasLearned && ReferenceEquals(told, SuggestedOf(path)))
        {
            return;
        }

        string endpoint = GitHubEndpoint.NameOf(path);
        if (PrimaryOf(path, endpoint) is { } expected && !ReferenceEquals(told, expected) && _learned.Count < MaxLearned)
        {
            _learned[endpoint] = told;
            _hasLearned = true;
        }
    }

    private static bool CreatesContent(string endpoint) =>
        endpoint.Contains("/issues", StringComparison.Ordinal) || endpoint.Contains("/pulls", StringComparison.Ordinal)
        || endpoint.Contains("/comments", StringComparison.Ordinal) || endpoint.EndsWith("/labels", StringComparison.Ordinal)
        || endpoint.EndsWith("/milestones", StringComparison.Ordinal) || endpoint.EndsWith("/releases", StringComparison.Ordinal)
        || endpoint.EndsWith("/gists", StringComparison.Ordinal) || endpoint.Contains("/discussions", StringComparison.Ordinal);

    private static bool IsQuery(HttpRequestMessage request) => GraphQlBody.IsQuery(BodyBytes.Of(request, MaxQuery));

    private static DateTimeOffset Later(DateTimeOffset moment, DateTimeOffset now) => moment > now ? moment : now;

    private static DateTimeOffset? ReadReset(HttpResponseHeaders headers) => LimitHeaders.Moment(headers, "x-ratelimit-reset");
}
