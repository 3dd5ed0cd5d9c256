using System.Net;
using System.Text;
using DevFlow.Jira;

namespace DevFlow.Platforms.Tests.Jira;

public sealed class JiraLimitsTests
{
    private const string Site = "https://acme.atlassian.net";
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private readonly JiraLimits _limits = new();

    [Fact]
    public void An_API_token_is_charged_to_its_operation_s_bucket_and_a_write_to_its_issue_too()
    {
        Assert.Equal(["jira-burst-based/GET /rest/api/3/issue/{} 1"], Charged("GET", $"{Site}/rest/api/3/issue/ABC-7"));
        Assert.Equal(["jira-burst-based/GET /rest/agile/1.0/board/{}/sprint 1"], Charged("GET", $"{Site}/rest/agile/1.0/board/12/sprint"));
        Assert.Equal(["jira-burst-based/GET /rest/api/3/project/{} 1"], Charged("GET", $"{Site}/rest/api/3/project/ABC"));
        Assert.Equal(
            ["jira-burst-based/POST /rest/api/3/issue/{}/comment 1", "jira-per-issue-on-write/ABC-7 1", "jira-per-issue-on-write-30s/ABC-7 1"],
            Charged("POST", $"{Site}/rest/api/3/issue/abc-7/comment"));
        Assert.Equal(["jira-burst-based/POST /rest/api/3/issue 1"], Charged("POST", $"{Site}/rest/api/3/issue"));
        Assert.Equal(["jira-burst-based/POST /rest/api/3/issue/bulk 1"], Charged("POST", $"{Site}/rest/api/3/issue/bulk"));
    }

    [Fact]
    public void An_app_is_charged_points_for_what_it_will_be_shown_at_least()
    {
        const string Gateway = "https://api.atlassian.com/ex/jira/11111111-2222-3333";
        Assert.Equal(["global-app-quota 2", "tenant-app-quota 2", "jira-burst-based/GET /rest/api/3/issue/{} 1"], Charged("GET", $"{Gateway}/rest/api/3/issue/10001", "Bearer"));
        Assert.Equal(["global-app-quota 3", "tenant-app-quota 3", "jira-burst-based/GET /rest/api/3/user 1"], Charged("GET", $"{Gateway}/rest/api/3/user?accountId=1", "Bearer"));
        Assert.Equal(["global-app-quota 1", "tenant-app-quota 1", "jira-burst-based/POST /rest/api/3/issue 1"], Charged("POST", $"{Gateway}/rest/api/3/issue", "Bearer"));
    }

    [Fact]
    public void Which_product_stands_at_an_address_that_does_not_tell_is_learned_from_its_answers()
    {
        const string Address = "http://127.0.0.1:7000/rest/api/2/myself";
        Assert.Equal(["user 1"], Charged("GET", Address));

        using HttpResponseMessage cloud = Answer(200, Address, ("RateLimit-Policy", "\"jira-burst-based\";q=100;w=1"), ("RateLimit", "\"jira-burst-based\";r=348;t=1"));
        _limits.Read(cloud, []);
        Assert.Equal(["jira-burst-based/GET /rest/api/2/myself 1"], Charged("GET", Address));
        Assert.Equal(["user 1"], Charged("GET", "http://127.0.0.1:7001/rest/api/2/myself"));
    }

    [Fact]
    public void The_observed_headers_of_a_bucket_are_a_reading_of_what_it_holds_and_of_its_refill()
    {
        RateLimitReading reading = Assert.Single(Read(
            200, ("X-RateLimit-Limit", "350"), ("X-RateLimit-Remaining", "348"), ("RateLimit-Policy", "\"jira-burst-based\";q=100;w=1"), ("RateLimit", "\"jira-burst-based\";r=348;t=1")));

        Assert.Equal(("jira-burst-based", "GET /rest/api/3/issue/{}", 350.0, 348.0), (reading.Policy.Name, reading.Partition, reading.Limit, reading.Remaining));
        Assert.Equal((100.0, null), (reading.RefillPerSecond, reading.ResetsAt));
    }

    [Fact]
    public void Quotas_are_read_in_any_order_and_one_far_from_its_end_counts_as_full()
    {
        RateLimitReading[] readings = Read(
            200,
            ("RateLimit-Policy", "\"tenant-app-quota\";q=100000;w=3600, \"jira-burst-based\";q=50;w=1, \"global-app-quota\";q=65000;w=3600;pk=:abc=:"),
            ("RateLimit", "\"global-app-quota\";t=600,\"jira-burst-based\";r=7;t=1, \"tenant-app-quota\";r=12;t=600"));

        Assert.Equal(
            [("global-app-quota", 65_000.0, 65_000.0, Now.AddSeconds(600)), ("jira-burst-based", 50.0, 7.0, null), ("tenant-app-quota", 100_000.0, 12.0, (DateTimeOffset?)Now.AddSeconds(600))],
            readings.Select(reading => (reading.Policy.Name, reading.Limit, reading.Remaining, reading.ResetsAt)));
    }

    [Fact]
    public void The_older_headers_of_a_refusal_are_of_the_limit_that_refused()
    {
        RateLimitReading burst = Assert.Single(Read(
            429,
            ("X-RateLimit-Limit", "20"), ("X-RateLimit-Remaining", "0"), ("RateLimit-Reason", "jira-per-issue-on-write"),
            ("RateLimit-Policy", "\"jira-burst-based\";q=100;w=1"), ("RateLimit", "\"jira-burst-based\";r=200;t=1")));

        Assert.Equal((200.0, 200.0), (burst.Limit, burst.Remaining));
    }

    [Theory]
    [InlineData("\"jira-burst-based\";q=100;w=1", "jira-burst-based;r=5;t=1")]
    [InlineData("\"jira-burst-based\";q=100;w=1", "\"jira-burst-based\";t=1")]
    [InlineData("\"jira-burst-based\";q=100;w=1", "\"jira-burst-based;r=5;t=1")]
    [InlineData("\"jira-burst-based\";q=0;w=1", "\"jira-burst-based\";r=5;t=1")]
    [InlineData("\"jira-burst-based\";q=100;w=0", "\"jira-burst-based\";r=5;t=1")]
    [InlineData("\"jira-burst-based\";q=99999999999;w=1", "\"jira-burst-based\";r=5;t=1")]
    [InlineData("\"global-app-quota\";q=65000;w=3600", "\"global-app-quota\";r=5;t=99999")]
    [InlineData("\"global-app-quota\";q=65000;w=3600", "\"global-app-quota\";r=5")]
    [InlineData("\"somebody-elses\";q=65000;w=3600", "\"somebody-elses\";r=5;t=60")]
    public void What_is_malformed_or_unknown_is_no_reading(string policy, string limit) =>
        Assert.Empty(Read(200, ("RateLimit-Policy", policy), ("RateLimit", limit), ("Beta-RateLimit", "\"tenant-app-quota\";r=1;t=1")));

    [Fact]
    public void Data_Center_tells_of_its_bucket_in_every_answer()
    {
        (string, string)[] headers = [("X-RateLimit-Limit", "100"), ("X-RateLimit-Remaining", "250"), ("X-RateLimit-Interval-Seconds", "5"), ("X-RateLimit-FillRate", "10"), ("Retry-After", "0")];
        RateLimitReading reading = Assert.Single(Read(200, headers));

        Assert.Equal(("user", 100.0, 100.0, 2.0), (reading.Policy.Name, reading.Limit, reading.Remaining, reading.RefillPerSecond));
        using HttpResponseMessage served = Answer(200, $"{Site}/rest/api/2/issue/1", headers);
        Assert.Null(_limits.ReadRefusal(served, Now));
    }

    [Theory]
    [InlineData("jira-quota-global-based", "1800", "global-app-quota")]
    [InlineData("jira-quota-tenant-based", "1800", "tenant-app-quota")]
    [InlineData("jira-burst-based", "1", "jira-burst-based")]
    [InlineData("jira-per-issue-on-write", "2", "jira-per-issue-on-write")]
    [InlineData("jira-per-issue-on-write", "25", "jira-per-issue-on-write-30s")]
    [InlineData("something-new", "5", null)]
    public void A_refusal_names_the_limit_and_holds_back_that_one_only(string reason, string wait, string? policy)
    {
        using HttpResponseMessage answer = Answer(429, $"{Site}/rest/api/3/issue/ABC-7", ("RateLimit-Reason", reason), ("Retry-After", wait));
        RateLimitRefusal refusal = _limits.ReadRefusal(answer, Now)!;

        Assert.Equal((reason, policy, true), (refusal.Reason, refusal.Policy?.Name, refusal.IsHinted));
        Assert.Equal(Now.AddSeconds(int.Parse(wait, System.Globalization.CultureInfo.InvariantCulture)), refusal.RetryAt);
    }

    [Theory]
    [InlineData("X-RateLimit-Reset", "2026-11-22T10:00:05Z", 5, true)]
    [InlineData("X-RateLimit-Reset", "2026-11-22T09:00:00Z", 0, true)]
    [InlineData("X-RateLimit-Reset", "9999-12-31T23:59:59Z", 30, false)]
    [InlineData("X-RateLimit-Reset", "soon", 30, false)]
    [InlineData("X-Nothing", "1", 30, false)]
    public void A_refusal_without_a_delay_is_read_by_its_moment_or_given_one(string header, string value, int seconds, bool isHinted)
    {
        using HttpResponseMessage answer = Answer(429, $"{Site}/rest/api/3/issue/ABC-7", (header, value));
        RateLimitRefusal refusal = _limits.ReadRefusal(answer, Now)!;

        Assert.Equal((Now.AddSeconds(seconds), isHinted), (refusal.RetryAt, refusal.IsHinted));
    }

    [Theory]
    [InlineData("GET", "/rest/api/3/issue/1", "", RequestSafety.Repeatable)]
    [InlineData("PUT", "/rest/api/3/issue/1", "{}", RequestSafety.Repeatable)]
    [InlineData("DELETE", "/rest/api/3/issue/1", "", RequestSafety.Repeatable)]
    [InlineData("POST", "/rest/api/3/issue", "{}", RequestSafety.Unsafe)]
    [InlineData("POST", "/rest/api/3/search/jql", "{}", RequestSafety.Repeatable)]
    [InlineData("POST", "/rest/api/2/search", "{}", RequestSafety.Repeatable)]
    [InlineData("POST", "/rest/api/3/issue/1/remotelink", """{"object":{}}""", RequestSafety.Unsafe)]
    [InlineData("POST", "/rest/api/3/issue/1/remotelink", """{"globalId":"system=ci&id=1"}""", RequestSafety.Repeatable)]
    [InlineData("PATCH", "/rest/api/3/issue/1", "{}", RequestSafety.Unsafe)]
    public void A_question_by_POST_and_a_link_with_an_id_of_its_own_may_be_repeated(string method, string path, string body, RequestSafety expected)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), Site + path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        Assert.Equal(expected, _limits.GetSafety(request));
    }

    private string[] Charged(string method, string address, string scheme = "Basic")
    {
        using HttpRequestMessage request = new(new HttpMethod(method), address);
        request.Headers.Authorization = new(scheme, "x");
        List<RateLimitCharge> charges = [];
        _limits.Charge(request, charges);
        Assert.All(charges, charge => Assert.Contains(charge.Policy, _limits.Policies));
        return [.. charges.Select(charge => $"{charge.Policy.Name}{(charge.Partition is null ? "" : "/" + charge.Partition)} {charge.Cost}")];
    }

    private RateLimitReading[] Read(int status, params (string, string)[] headers)
    {
        using HttpResponseMessage answer = Answer(status, $"{Site}/rest/api/3/issue/ABC-7", headers);
        List<RateLimitReading> readings = [];
        _limits.Read(answer, readings);
        return [.. readings];
    }

    private static HttpResponseMessage Answer(int status, string address, params (string Name, string Value)[] headers)
    {
        HttpResponseMessage answer = new((HttpStatusCode)status) { RequestMessage = new HttpRequestMessage(HttpMethod.Get, address) };
        answer.Headers.Date = Now;
        foreach ((string name, string value) in headers)
        {
            answer.Headers.TryAddWithoutValidation(name, value);
        }

        return answer;
    }
}
