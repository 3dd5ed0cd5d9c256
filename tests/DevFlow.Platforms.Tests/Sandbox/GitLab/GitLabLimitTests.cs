using System.Net;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitLab;

public sealed class GitLabLimitTests
{
    // The clock stands at 10:00:12.5, so a window of a minute that is aligned to the epoch ends at 10:01:00.
    private const string WindowEnd = "1772359260";

    [Fact]
    public async Task Every_answer_tells_the_throttle()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        using HttpResponseMessage response = await sandbox.SendAsync("GET", "/api/v4/user");

        Assert.Equal("2000", RunningGitLab.Header(response, "RateLimit-Limit"));
        Assert.Equal("throttle_authenticated_api", RunningGitLab.Header(response, "RateLimit-Name"));
        Assert.Equal("1", RunningGitLab.Header(response, "RateLimit-Observed"));
        Assert.Equal("1999", RunningGitLab.Header(response, "RateLimit-Remaining"));
        Assert.Equal(WindowEnd, RunningGitLab.Header(response, "RateLimit-Reset"));
        Assert.Null(RunningGitLab.Header(response, "RateLimit-ResetTime"));
        Assert.Null(RunningGitLab.Header(response, "Retry-After"));
    }

    [Fact]
    public async Task Beyond_the_limit_there_is_text_and_the_refused_are_counted_too()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync(new() { ["throttle_authenticated_api"] = 3 });
        for (int i = 0; i < 4; i++)
        {
            (await sandbox.SendAsync("GET", "/api/v4/user")).Dispose();
        }

        using HttpResponseMessage response = await sandbox.SendAsync("GET", "/api/v4/user");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Retry later\n", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("5", RunningGitLab.Header(response, "RateLimit-Observed"));
        Assert.Equal("0", RunningGitLab.Header(response, "RateLimit-Remaining"));
        Assert.Equal("48", RunningGitLab.Header(response, "Retry-After"));
        Assert.Equal("Sun, 01 Mar 2026 10:01:00 GMT", RunningGitLab.Header(response, "RateLimit-ResetTime"));
        Assert.Equal(("throttled", "throttle_authenticated_api"), (sandbox.Server.Ledger[^1].Refusal, sandbox.Server.Ledger[^1].Bucket));
    }

    [Fact]
    public async Task The_window_ends_with_the_minute_and_not_a_minute_after_the_first_request()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync(new() { ["throttle_authenticated_api"] = 1 });
        await sandbox.CallAsync("GET", "/api/v4/user", null, 200);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(47.4));
        using HttpResponseMessage early = await sandbox.SendAsync("GET", "/api/v4/user");
        sandbox.Clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(HttpStatusCode.TooManyRequests, early.StatusCode);
        Assert.Equal("1", RunningGitLab.Header(early, "Retry-After"));
        await sandbox.CallAsync("GET", "/api/v4/user", null, 200);
    }

    [Fact]
    public async Task The_limit_header_is_normalised_to_a_minute_and_the_others_are_not()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync(scenario: text =>
            "{\"limits\":{\"throttle_authenticated_api\":{\"requests\":7200,\"period\":3600}}," + text.TrimStart()[1..]);

        using HttpResponseMessage response = await sandbox.SendAsync("GET", "/api/v4/user");

        Assert.Equal("120", RunningGitLab.Header(response, "RateLimit-Limit"));
        Assert.Equal("7199", RunningGitLab.Header(response, "RateLimit-Remaining"));
        Assert.Equal("1772362800", RunningGitLab.Header(response, "RateLimit-Reset"));
    }

    [Fact]
    public async Task Each_user_has_a_window_and_all_tokens_of_a_user_share_it()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync(new() { ["throttle_authenticated_api"] = 1 });

        await sandbox.CallAsync("GET", "/api/v4/user", null, 200);
        await sandbox.CallAsync("GET", "/api/v4/user", null, 200, sandbox.Secret("developer"));
        using HttpResponseMessage second = await sandbox.SendAsync("GET", "/api/v4/user", token: sandbox.Secret("read-only"));

        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
    }

    [Fact]
    public async Task An_application_limit_is_a_bare_429_that_only_its_endpoint_feels()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync(new() { ["issues_create"] = 2 });
        await sandbox.CallAsync("POST", "issues", """{"title":"1"}""", 201);
        await sandbox.CallAsync("POST", "issues", """{"title":"2"}""", 201);

        using HttpResponseMessage response = await sandbox.SendAsync("POST", "issues", """{"title":"3"}""");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(
            """{"message":{"error":"This endpoint has been requested too many times. Try again later."}}""",
            (await RunningGitLab.ReadAsync(response)).GetRawText());
        Assert.Null(RunningGitLab.Header(response, "Retry-After"));
        Assert.Equal("1997", RunningGitLab.Header(response, "RateLimit-Remaining"));
        await sandbox.CallAsync("GET", "issues", null, 200);
        sandbox.Clock.Advance(TimeSpan.FromMinutes(1));
        await sandbox.CallAsync("POST", "issues", """{"title":"4"}""", 201);
    }

    [Fact]
    public async Task Too_many_bad_tokens_shut_the_address_out_for_a_quarter_of_an_hour()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync(new() { ["failed_authentication_ban"] = 3 });
        for (int i = 0; i < 3; i++)
        {
            (await sandbox.SendAsync("GET", "/api/v4/user", token: "glpat-wrong")).Dispose();
        }

        using HttpResponseMessage banned = await sandbox.SendAsync("GET", "/api/v4/user");
        sandbox.Clock.Advance(TimeSpan.FromMinutes(15));

        Assert.Equal(HttpStatusCode.Forbidden, banned.StatusCode);
        Assert.DoesNotContain(banned.Headers, header => header.Key.StartsWith("RateLimit", StringComparison.OrdinalIgnoreCase) || header.Key == "Retry-After");
        await sandbox.CallAsync("GET", "/api/v4/user", null, 200);
    }

    [Fact]
    public async Task The_clock_shortens_windows_and_leaves_the_header_as_it_is()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync(new() { ["throttle_authenticated_api"] = 1 }, rate: 60);
        using HttpResponseMessage first = await sandbox.SendAsync("GET", "/api/v4/user");
        using HttpResponseMessage second = await sandbox.SendAsync("GET", "/api/v4/user");
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("1", RunningGitLab.Header(first, "RateLimit-Limit"));
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        await sandbox.CallAsync("GET", "/api/v4/user", null, 200);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task In_no_aligned_minute_more_is_granted_than_the_limit(int seed)
    {
        const int Limit = 5;
        Random random = new(seed);
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync(new() { ["throttle_authenticated_api"] = Limit });
        Dictionary<long, int> granted = [];
        for (int i = 0; i < 150; i++)
        {
            using HttpResponseMessage response = await sandbox.SendAsync("GET", "/api/v4/user");
            long minute = sandbox.Clock.GetUtcNow().ToUnixTimeSeconds() / 60;
            granted[minute] = granted.GetValueOrDefault(minute) + (response.IsSuccessStatusCode ? 1 : 0);
            sandbox.Clock.Advance(TimeSpan.FromMilliseconds(random.Next(0, 20_000)));
        }

        Assert.All(granted.Values, count => Assert.InRange(count, 0, Limit));
        Assert.Contains(Limit, granted.Values);
    }
}
