using System.Net;

namespace DevFlow.Platforms.Tests.Sandbox.Jira;

public sealed class JiraLimitTests
{
    private const string Me = "/rest/api/3/serverInfo";
    private const string Field = "/rest/api/3/field";

    [Fact]
    public async Task A_bucket_for_each_operation_tells_its_capacity_its_rate_and_what_is_left()
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        using HttpResponseMessage first = await jira.SendAsync("GET", Field);
        using HttpResponseMessage second = await jira.SendAsync("GET", Field);
        using HttpResponseMessage other = await jira.SendAsync("GET", "/rest/api/3/issue/EX-1");

        Assert.Equal(("350", "349"), (RunningJira.Header(first, "X-RateLimit-Limit"), RunningJira.Header(first, "X-RateLimit-Remaining")));
        Assert.Equal("\"jira-burst-based\";q=100;w=1", RunningJira.Header(second, "RateLimit-Policy"));
        Assert.Equal("\"jira-burst-based\";r=348;t=1", RunningJira.Header(second, "RateLimit"));
        Assert.Null(RunningJira.Header(second, "X-RateLimit-Reset"));
        Assert.Equal("\"jira-burst-based\";q=150;w=1", RunningJira.Header(other, "RateLimit-Policy"));
        Assert.Equal("524", RunningJira.Header(other, "X-RateLimit-Remaining"));
        using HttpResponseMessage open = await jira.SendAsync("GET", Me, login: null);
        Assert.Null(RunningJira.Header(open, "X-RateLimit-Limit"));
    }

    [Fact]
    public async Task An_empty_bucket_refuses_its_own_operation_alone_until_it_is_refilled()
    {
        await using RunningJira jira = await RunningJira.StartAsync(Limits(("burst", 2)));
        for (int i = 0; i < 7; i++)
        {
            await jira.CallAsync("GET", Field);
        }

        using HttpResponseMessage refused = await jira.SendAsync("GET", Field);
        using HttpResponseMessage other = await jira.SendAsync("GET", "/rest/api/3/status");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("jira-burst-based", RunningJira.Header(refused, "RateLimit-Reason"));
        Assert.Equal("1", RunningJira.Header(refused, "Retry-After"));
        Assert.Equal("2026-03-01T10:00:01Z", RunningJira.Header(refused, "X-RateLimit-Reset"));
        Assert.Equal("0", RunningJira.Header(refused, "X-RateLimit-Remaining"));
        Assert.Equal("""{"errorMessages":["Rate limit exceeded."],"errors":{}}""", (await RunningJira.ReadAsync(refused)).GetRawText());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(("jira-burst-based", "burst"), (jira.Server.Ledger[7].Refusal, jira.Server.Ledger[7].Bucket));
        jira.Clock.Advance(TimeSpan.FromMilliseconds(500));
        await jira.CallAsync("GET", Field);
    }

    [Fact]
    public async Task An_issue_takes_20_writes_in_2_seconds_and_100_in_30()
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        for (int round = 0; round < 5; round++)
        {
            for (int i = 0; i < 20; i++)
            {
                using HttpResponseMessage written = await CommentAsync(jira, "EX-1");
                Assert.Equal(HttpStatusCode.Created, written.StatusCode);
            }

            using HttpResponseMessage refused = await CommentAsync(jira, "EX-1");
            Assert.Equal("jira-per-issue-on-write", RunningJira.Header(refused, "RateLimit-Reason"));
            Assert.Equal("20", RunningJira.Header(refused, "X-RateLimit-Limit"));
            jira.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        using HttpResponseMessage other = await CommentAsync(jira, "EX-2");
        using HttpResponseMessage late = await CommentAsync(jira, "EX-1");
        Assert.Equal(HttpStatusCode.Created, other.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, late.StatusCode);
        Assert.Equal(("100", "20"), (RunningJira.Header(late, "X-RateLimit-Limit"), RunningJira.Header(late, "Retry-After")));
        jira.Clock.Advance(TimeSpan.FromSeconds(20));
        using HttpResponseMessage again = await CommentAsync(jira, "EX-1");
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
    }

    [Fact]
    public async Task An_app_pays_points_for_what_it_is_shown_until_the_hour_is_over()
    {
        await using RunningJira jira = await RunningJira.StartAsync(Limits(("quota", 20)));

        // 1 and one issue; 1 for a write; 1 and three people at 2 each; 1 and a project of three.
        Assert.Equal("\"global-app-quota\";t=3600, \"jira-burst-based\";r=524;t=1", await AskAsync(jira, "GET", "/rest/api/3/issue/EX-1"));
        await AskAsync(jira, "PUT", "/rest/api/3/issue/EX-1", """{"fields":{"summary":"x"}}""");
        Assert.Equal("\"global-app-quota\";r=10;t=3600, \"jira-burst-based\";r=349;t=1", await AskAsync(jira, "GET", "/rest/api/3/users/search"));
        Assert.Equal("\"global-app-quota\";r=6;t=3600, \"jira-burst-based\";r=349;t=1", await AskAsync(jira, "GET", "/rest/api/3/project"));
        await AskAsync(jira, "GET", "/rest/api/3/issue/EX-1");
        await AskAsync(jira, "GET", "/rest/api/3/issue/EX-1");
        using HttpResponseMessage near = await jira.SendAsync("POST", "gateway:/rest/api/3/issue/EX-1/comment", "{}", "oauth");
        Assert.Equal("true", RunningJira.Header(near, "X-RateLimit-NearLimit"));
        await AskAsync(jira, "GET", "/rest/api/3/issue/EX-1");

        using HttpResponseMessage refused = await jira.SendAsync("GET", "gateway:/rest/api/3/field", login: "oauth");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("jira-quota-global-based", RunningJira.Header(refused, "RateLimit-Reason"));
        Assert.Equal(("2026-03-01T11:00:00Z", "3600"), (RunningJira.Header(refused, "X-RateLimit-Reset"), RunningJira.Header(refused, "Retry-After")));
        Assert.Equal("20", RunningJira.Header(refused, "X-RateLimit-Limit"));

        // A person's own token is not counted, and the next hour begins anew.
        await jira.CallAsync("GET", Field);
        jira.Clock.Advance(TimeSpan.FromMinutes(59) + TimeSpan.FromMilliseconds(59_500));
        using HttpResponseMessage fresh = await jira.SendAsync("GET", "gateway:/rest/api/3/field", login: "oauth");
        Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);
    }

    [Fact]
    public async Task A_quota_to_come_is_told_in_beta_headers_and_refuses_nothing()
    {
        await using RunningJira jira = await RunningJira.StartAsync(Limits(("tenant-quota", 3)));

        using HttpResponseMessage first = await jira.SendAsync("GET", "gateway:/rest/api/3/issue/EX-1", login: "oauth");
        await AskAsync(jira, "GET", "/rest/api/3/issue/EX-1");
        using HttpResponseMessage over = await jira.SendAsync("GET", "gateway:/rest/api/3/issue/EX-1", login: "oauth");

        Assert.Equal("\"tenant-app-quota\";q=3;w=3600", RunningJira.Header(first, "Beta-RateLimit-Policy"));
        Assert.Equal("\"tenant-app-quota\";r=1;t=3600", RunningJira.Header(first, "Beta-RateLimit"));
        Assert.Equal(HttpStatusCode.OK, over.StatusCode);
        Assert.Equal(("0", "3600"), (RunningJira.Header(over, "X-Beta-RateLimit-Remaining"), RunningJira.Header(over, "Beta-Retry-After")));
        Assert.Null(RunningJira.Header(over, "Retry-After"));
    }

    [Fact]
    public async Task Data_Center_tells_its_bucket_on_every_answer_and_refuses_in_html()
    {
        await using RunningJira jira = await RunningJira.StartAsync(
            Limits(("tokens", 5), ("fillrate", 2)) with { Deployment = SandboxDeployment.DataCenter });
        using HttpResponseMessage first = await jira.SendAsync("GET", "/rest/api/2/myself");
        for (int i = 0; i < 3; i++)
        {
            await jira.CallAsync("GET", "/rest/api/2/field");
        }

        using HttpResponseMessage last = await jira.SendAsync("GET", "/rest/api/2/status");
        using HttpResponseMessage refused = await jira.SendAsync("GET", "/rest/api/2/priority");

        Assert.Equal(
            ("5", "4", "1", "2", "0"),
            (RunningJira.Header(first, "X-RateLimit-Limit"), RunningJira.Header(first, "X-RateLimit-Remaining"), RunningJira.Header(first, "X-RateLimit-Interval-Seconds"),
                RunningJira.Header(first, "X-RateLimit-FillRate"), RunningJira.Header(first, "Retry-After")));
        Assert.Equal((HttpStatusCode.OK, "1"), (last.StatusCode, RunningJira.Header(last, "Retry-After")));
        Assert.Equal((HttpStatusCode.TooManyRequests, "1"), (refused.StatusCode, RunningJira.Header(refused, "Retry-After")));
        Assert.Equal("text/html", refused.Content.Headers.ContentType?.MediaType);
        await jira.CallAsync("GET", "/rest/api/2/myself", login: "user");
        jira.Clock.Advance(TimeSpan.FromSeconds(1));
        using HttpResponseMessage again = await jira.SendAsync("GET", "/rest/api/2/priority");
        Assert.Equal("1", RunningJira.Header(again, "X-RateLimit-Remaining"));
    }

    [Fact]
    public async Task The_sandbox_s_clock_makes_the_hour_a_minute()
    {
        await using RunningJira jira = await RunningJira.StartAsync(Limits(("quota", 2)) with { Clock = 60 });

        await AskAsync(jira, "GET", "/rest/api/3/issue/EX-1");
        using HttpResponseMessage refused = await jira.SendAsync("GET", "gateway:/rest/api/3/issue/EX-1", login: "oauth");

        Assert.Equal(("2026-03-01T10:01:00Z", "60"), (RunningJira.Header(refused, "X-RateLimit-Reset"), RunningJira.Header(refused, "Retry-After")));
    }

    private static SandboxOptions Limits(params (string Bucket, int Limit)[] limits) =>
        new() { Limits = limits.ToDictionary(limit => limit.Bucket, limit => limit.Limit) };

    private static Task<HttpResponseMessage> CommentAsync(RunningJira jira, string issue) =>
        jira.SendAsync("POST", $"/rest/api/2/issue/{issue}/comment", """{"body":"x"}""");

    private static async Task<string> AskAsync(RunningJira jira, string method, string path, string? body = null)
    {
        using HttpResponseMessage response = await jira.SendAsync(method, $"gateway:{path}", body, "oauth");
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {response.StatusCode}");
        return RunningJira.Header(response, "RateLimit")!;
    }
}
