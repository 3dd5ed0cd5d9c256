using System.Net;
using System.Text;
using DevFlow.GitHub;
using DevFlow.GitLab;
using DevFlow.Jira;
using DevFlow.Slack;

namespace DevFlow.Platforms.Tests;

/// <summary>Every way the four platforms refuse, in one table: which are because of a limit, and which are not.</summary>
public sealed class RefusalTableTests
{
    private const string Secondary = """{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again.","documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"}""";
    private const string Primary = """{"message":"API rate limit exceeded for user ID 1.","documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"}""";
    private const string Forbidden = """{"message":"Resource not accessible by personal access token","documentation_url":"https://docs.github.com/rest"}""";
    private const string Application = """{"message":{"error":"This endpoint has been requested too many times. Try again later."}}""";
    private const string Json = "application/json";
    private const string Plain = "text/plain";
    private const string Html = "text/html";

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly string Reset = Now.AddSeconds(50).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static readonly Dictionary<string, (IRateLimitDialect Dialect, string Address)> Platforms = new()
    {
        ["github"] = (new GitHubPlugin().Limits, "https://api.github.com/repos/acme/shop/issues"),
        ["graphql"] = (new GitHubPlugin().Limits, "https://api.github.com/graphql"),
        ["gitlab"] = (new GitLabPlugin().Limits, "https://gitlab.com/api/v4/projects/1/issues"),
        ["jira"] = (new JiraPlugin().Limits, "https://acme.atlassian.net/rest/api/3/issue/ABC-1"),
        ["datacenter"] = (new JiraPlugin().Limits, "https://jira.example.com/rest/api/2/issue/ABC-1"),
        ["slack"] = (new SlackPlugin().Limits, "https://slack.com/api/conversations.list"),
    };

    // Seconds to wait; headers are "name: value" parted by semicolons.
    public static TheoryData<string, int, string, string, string, int> Refusals => new()
    {
        { "github", 403, Json, Primary, "x-ratelimit-remaining: 0; x-ratelimit-reset: {reset}; x-ratelimit-limit: 5000; x-ratelimit-resource: core", 51 },
        { "github", 429, Json, Primary, "x-ratelimit-remaining: 0; x-ratelimit-reset: {reset}; x-ratelimit-limit: 5000; x-ratelimit-resource: core", 51 },
        { "github", 403, Json, Secondary, "retry-after: 30; x-ratelimit-remaining: 4000", 30 },
        { "github", 429, Json, Secondary, "retry-after: 30", 30 },
        { "github", 403, Json, Secondary, "x-ratelimit-remaining: 4000", 60 },
        { "github", 403, Json, """{"message":"No.","documentation_url":"https://docs.github.com/rest#abuse-rate-limits"}""", "", 60 },
        { "github", 429, Html, "<html>", "", 60 },
        { "graphql", 200, Json, """{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded for user ID 1."}]}""", "x-ratelimit-remaining: 0; x-ratelimit-reset: {reset}; x-ratelimit-limit: 5000; x-ratelimit-resource: graphql", 51 },
        { "graphql", 403, Json, Secondary, "retry-after: 12", 12 },
        { "gitlab", 429, Plain, "Retry later\n", "Retry-After: 20; RateLimit-Reset: {reset}; RateLimit-ResetTime: Sun, 22 Nov 2026 10:00:50 GMT", 20 },
        { "gitlab", 429, Plain, "Slow down, says the administrator", "RateLimit-ResetTime: Sun, 22 Nov 2026 10:00:50 GMT", 51 },
        { "gitlab", 429, Plain, "Retry later\n", "", 60 },
        { "gitlab", 429, Json, Application, "", 60 },
        { "gitlab", 403, Plain, "Forbidden\n", "", 900 },
        { "jira", 429, Json, "{}", "RateLimit-Reason: jira-quota-global-based; Retry-After: 1800", 1800 },
        { "jira", 429, Json, "{}", "RateLimit-Reason: jira-quota-tenant-based; X-RateLimit-Reset: 2026-11-22T10:00:50Z", 50 },
        { "jira", 429, Json, "{}", "RateLimit-Reason: jira-burst-based; Retry-After: 1", 1 },
        { "jira", 429, Json, "{}", "RateLimit-Reason: jira-per-issue-on-write; Retry-After: 2", 2 },
        { "jira", 429, Html, "<html>", "", 30 },
        { "jira", 503, Json, "{}", "Retry-After: 5", 5 },
        { "datacenter", 429, Html, "<!doctype html><title>HTTP Status 429</title>", "X-RateLimit-Limit: 5; X-RateLimit-Remaining: 0; X-RateLimit-FillRate: 5; X-RateLimit-Interval-Seconds: 1; Retry-After: 1", 1 },
        { "slack", 429, Json, """{"ok":false,"error":"ratelimited"}""", "Retry-After: 30", 30 },
        { "slack", 429, Plain, "", "Retry-After: 30", 30 },
        { "slack", 200, Json, """{"ok":false,"error":"ratelimited"}""", "", 60 },
    };

    public static TheoryData<string, int, string, string, string> Others => new()
    {
        { "github", 403, Json, Forbidden, "x-ratelimit-remaining: 4000; x-ratelimit-limit: 5000; x-ratelimit-reset: {reset}" },

        // The window's last call, refused for its permissions.
        { "github", 403, Json, Forbidden, "x-ratelimit-remaining: 0; x-ratelimit-limit: 5000; x-ratelimit-reset: {reset}; x-ratelimit-resource: core" },
        { "github", 403, Json, """{"message":"Resource protected by organization SAML enforcement."}""", "x-github-sso: required; url=https://github.com/orgs/acme/sso" },
        { "github", 401, Json, """{"message":"Bad credentials"}""", "" },
        { "github", 404, Json, """{"message":"Not Found"}""", "" },
        { "github", 200, Json, """[{"title":"API rate limit exceeded"}]""", "x-ratelimit-remaining: 0" },
        { "github", 502, Html, "<html>", "" },
        { "graphql", 200, Json, """{"data":{"issue":{"title":"RATE_LIMITED"} }}""", "x-ratelimit-remaining: 0; x-ratelimit-reset: {reset}" },
        { "graphql", 200, Json, """{"errors":[{"type":"FORBIDDEN","message":"Resource not accessible"}]}""", "x-ratelimit-remaining: 0; x-ratelimit-reset: {reset}" },
        { "gitlab", 403, Json, """{"message":"403 Forbidden"}""", "" },
        { "gitlab", 403, Json, """{"error":"insufficient_scope","scope":"api"}""", "RateLimit-Remaining: 0; RateLimit-Observed: 5; RateLimit-Reset: {reset}" },
        { "gitlab", 401, Json, """{"message":"401 Unauthorized"}""", "" },
        { "gitlab", 404, Json, """{"message":"404 Project Not Found"}""", "" },
        { "gitlab", 503, Html, "<html>", "" },
        { "jira", 403, Json, """{"errorMessages":["You must be a Jira administrator to do this."]}""", "X-RateLimit-Remaining: 0; Retry-After: 30" },
        { "jira", 401, Json, """{"code":401,"message":"Unauthorized; scope does not match"}""", "" },
        { "jira", 403, Json, "{}", "X-Authentication-Denied-Reason: CAPTCHA_CHALLENGE" },
        { "jira", 404, Json, "{}", "" },
        { "jira", 503, Html, "<html>", "" },
        { "datacenter", 200, Json, "{}", "X-RateLimit-Limit: 5; X-RateLimit-Remaining: 0; X-RateLimit-FillRate: 5; X-RateLimit-Interval-Seconds: 1; Retry-After: 0" },
        { "datacenter", 403, Json, """{"errorMessages":["The scope of the token does not allow this."]}""", "X-RateLimit-FillRate: 5; X-RateLimit-Remaining: 0; Retry-After: 1" },
        { "datacenter", 503, Html, "<html>", "Retry-After: 0" },
        { "slack", 200, Json, """{"ok":false,"error":"missing_scope","needed":"channels:read","provided":""}""", "" },
        { "slack", 200, Json, """{"ok":true,"channels":[{"name":"ratelimited"}]}""", "" },
        { "slack", 403, Html, "<html>", "Retry-After: 30" },
        { "slack", 200, Json, """{"ok":false,"error":"restricted_action"}""", "Retry-After: 30" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_refusal_because_of_a_limit_is_one_and_says_when_to_come_back(string platform, int status, string type, string body, string headers, int seconds)
    {
        RateLimitRefusal? refusal = Read(platform, status, type, body, headers);

        Assert.NotNull(refusal);
        Assert.Equal(Now.AddSeconds(seconds), refusal.RetryAt);
        Assert.NotEmpty(refusal.Reason);
        Assert.True(refusal.Policy is null || Platforms[platform].Dialect.Policies.Contains(refusal.Policy));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void A_missing_permission_or_any_other_answer_is_never_taken_for_a_limit(string platform, int status, string type, string body, string headers) =>
        Assert.Null(Read(platform, status, type, body, headers));

    private static RateLimitRefusal? Read(string platform, int status, string type, string body, string headers)
    {
        (IRateLimitDialect dialect, string address) = Platforms[platform];
        using HttpResponseMessage answer = new((HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, type),
            RequestMessage = new HttpRequestMessage(HttpMethod.Get, address),
        };
        foreach (string header in headers.Replace("{reset}", Reset, StringComparison.Ordinal).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(header => header.Contains(": ", StringComparison.Ordinal)))
        {
            string[] parts = header.Split(": ", 2);
            answer.Headers.TryAddWithoutValidation(parts[0], parts[1]);
        }

        return dialect.ReadRefusal(answer, Now);
    }
}
