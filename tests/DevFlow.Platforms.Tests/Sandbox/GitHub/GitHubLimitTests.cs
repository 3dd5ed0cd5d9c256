using System.Net;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

public sealed class GitHubLimitTests
{
    // The clock starts at 10:00:00.5, so a window that starts there ends at 11:00:00.
    private const string FirstReset = "1772362800";

    [Fact]
    public async Task Every_answer_tells_what_is_left()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        using HttpResponseMessage good = await sandbox.GetAsync("user");
        using HttpResponseMessage missing = await sandbox.GetAsync("nowhere");
        using HttpResponseMessage invalid = await sandbox.SendAsync("POST", RunningGitHub.Repo + "/issues", "{}");

        AssertLimit(good, "5000", "4999", "1", FirstReset);
        AssertLimit(missing, "5000", "4998", "2", FirstReset);
        AssertLimit(invalid, "5000", "4997", "3", FirstReset);
    }

    [Fact]
    public async Task An_exhausted_limit_refuses_until_its_window_ends()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(hourlyLimit: 2);
        (await sandbox.GetAsync("user")).Dispose();
        (await sandbox.GetAsync("user")).Dispose();

        using HttpResponseMessage refused = await sandbox.GetAsync("user");
        using HttpResponseMessage again = await sandbox.GetAsync("user");
        sandbox.Clock.Advance(TimeSpan.FromSeconds(3599));
        using HttpResponseMessage late = await sandbox.GetAsync("user");
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
        using HttpResponseMessage fresh = await sandbox.GetAsync("user");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        JsonElement body = await RunningGitHub.ReadAsync(refused);
        Assert.StartsWith("API rate limit exceeded for user ID 583231.", body.GetProperty("message").GetString(), StringComparison.Ordinal);
        AssertLimit(refused, "2", "0", "2", FirstReset);
        AssertLimit(again, "2", "0", "2", FirstReset);
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
        Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);
        AssertLimit(fresh, "2", "1", "1", "1772366400");
        Assert.Equal(3, sandbox.Server.Refusals);
        Assert.Equal(6, sandbox.Server.Requests);
    }

    [Fact]
    public async Task Asking_for_the_limit_is_free_and_works_when_nothing_is_left()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(hourlyLimit: 1);

        JsonElement before = await sandbox.CallAsync("GET", "rate_limit");
        (await sandbox.GetAsync("user")).Dispose();
        using HttpResponseMessage after = await sandbox.GetAsync("rate_limit");

        Assert.Equal(1, before.GetProperty("resources").GetProperty("core").GetProperty("remaining").GetInt32());
        AssertLimit(after, "1", "0", "1", FirstReset);
        JsonElement rate = (await RunningGitHub.ReadAsync(after)).GetProperty("rate");
        Assert.Equal(0, rate.GetProperty("remaining").GetInt32());
        Assert.Equal(long.Parse(FirstReset, null), rate.GetProperty("reset").GetInt64());
    }

    [Fact]
    public async Task A_304_is_not_counted_and_has_no_body()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        using HttpResponseMessage first = await sandbox.GetAsync(RunningGitHub.Repo + "/issues/1");
        using HttpRequestMessage request = new(HttpMethod.Get, RunningGitHub.Repo + "/issues/1");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage second = await sandbox.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await sandbox.CallAsync("PATCH", RunningGitHub.Repo + "/issues/1", """{"title":"Changed"}""");
        using HttpRequestMessage repeated = new(HttpMethod.Get, RunningGitHub.Repo + "/issues/1");
        repeated.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage third = await sandbox.Client.SendAsync(repeated, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        AssertLimit(second, "5000", "4999", "1", FirstReset);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Equal(JsonValueKind.Undefined, (await RunningGitHub.ReadAsync(second)).ValueKind);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
        AssertLimit(third, "5000", "4997", "3", FirstReset);
    }

    [Fact]
    public async Task Many_at_once_get_no_more_than_the_limit()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(hourlyLimit: 50);

        HttpStatusCode[] statuses = await Task.WhenAll(Enumerable.Range(0, 80).Select(async _ =>
        {
            using HttpResponseMessage response = await sandbox.GetAsync("user");
            return response.StatusCode;
        }));

        Assert.Equal(50, statuses.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(30, statuses.Count(status => status == HttpStatusCode.Forbidden));
    }

    private static void AssertLimit(HttpResponseMessage response, string limit, string remaining, string used, string reset)
    {
        Assert.Equal(limit, RunningGitHub.Header(response, "X-RateLimit-Limit"));
        Assert.Equal(remaining, RunningGitHub.Header(response, "X-RateLimit-Remaining"));
        Assert.Equal(used, RunningGitHub.Header(response, "X-RateLimit-Used"));
        Assert.Equal(reset, RunningGitHub.Header(response, "X-RateLimit-Reset"));
        Assert.Equal("core", RunningGitHub.Header(response, "X-RateLimit-Resource"));
    }
}
