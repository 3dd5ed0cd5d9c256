using System.Net;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

/// <summary>The limits that have no headers of their own, and the pools that tokens share.</summary>
public sealed class GitHubSecondaryLimitTests
{
    private const string Issues = RunningGitHub.Repo + "/issues";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_family_of_endpoints_has_900_points_in_any_minute()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(With("points", 7));

        await sandbox.CallAsync("PATCH", Issues + "/1", """{"title":"Five points"}""");
        await sandbox.CallAsync("GET", Issues + "/2");
        sandbox.Clock.Advance(TimeSpan.FromSeconds(20));
        await sandbox.CallAsync("GET", Issues + "/1");
        using HttpResponseMessage refused = await sandbox.GetAsync(Issues + "/1");
        using HttpResponseMessage elsewhere = await sandbox.GetAsync(Issues);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(40));
        using HttpResponseMessage again = await sandbox.GetAsync(Issues + "/1");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("40", RunningGitHub.Header(refused, "Retry-After"));
        Assert.Equal("4997", RunningGitHub.Header(refused, "X-RateLimit-Remaining"));
        JsonElement body = await RunningGitHub.ReadAsync(refused);
        Assert.StartsWith("You have exceeded a secondary rate limit.", body.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("#about-secondary-rate-limits", body.GetProperty("documentation_url").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Contains(sandbox.Server.Ledger, entry => entry.Refusal == "secondary-points");
    }

    [Fact]
    public async Task A_304_is_free_of_the_primary_limit_and_costs_a_point()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(With("points", 2));
        using HttpResponseMessage first = await sandbox.GetAsync(Issues + "/1");
        using HttpRequestMessage request = new(HttpMethod.Get, Issues + "/1");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using HttpResponseMessage second = await sandbox.Client.SendAsync(request, Cancellation);
        using HttpResponseMessage third = await sandbox.GetAsync(Issues + "/1");

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal("4999", RunningGitHub.Header(second, "X-RateLimit-Remaining"));
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
    }

    [Fact]
    public async Task Eighty_things_can_be_created_in_a_minute()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(new SandboxOptions());
        for (int i = 0; i < 80; i++)
        {
            await sandbox.CallAsync("POST", Issues, """{"title":"x"}""");
        }

        using HttpResponseMessage refused = await sandbox.SendAsync("POST", Issues, """{"title":"x"}""");
        using HttpResponseMessage read = await sandbox.GetAsync(Issues);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("60", RunningGitHub.Header(refused, "Retry-After"));
        Assert.Contains("temporarily blocked from content creation", (await RunningGitHub.ReadAsync(refused)).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Fact]
    public async Task Time_that_requests_took_counts_for_a_minute_once_they_are_answered()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(With("cpu", 1));

        await sandbox.CallAsync("GET", Issues);
        using HttpResponseMessage refused = await sandbox.GetAsync("user");
        sandbox.Clock.Advance(TimeSpan.FromMinutes(1));
        using HttpResponseMessage again = await sandbox.GetAsync("user");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("60", RunningGitHub.Header(refused, "Retry-After"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Contains(sandbox.Server.Ledger, entry => entry.Refusal == "secondary-cpu");
    }

    [Fact]
    public async Task No_more_than_the_limit_run_at_once()
    {
        SandboxFault slow = new() { Kind = SandboxFaultKind.SlowBody, Path = "/api/v3/user", Duration = TimeSpan.FromSeconds(20) };
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(With("concurrency", 2) with { Faults = [slow] });
        Task<HttpResponseMessage> running = WaitForAllAsync(sandbox.GetAsync("user"), sandbox.GetAsync("user"));

        using HttpResponseMessage refused = await WaitForAsync(sandbox, HttpStatusCode.TooManyRequests);
        while (!running.IsCompleted)
        {
            sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        using HttpResponseMessage answered = await running;
        using HttpResponseMessage free = await WaitForAsync(sandbox, HttpStatusCode.OK);

        Assert.Equal("60", RunningGitHub.Header(refused, "Retry-After"));
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.Contains(sandbox.Server.Ledger, entry => entry.Refusal == "secondary-concurrency");
    }

    [Fact]
    public async Task All_tokens_of_a_user_share_a_pool_and_an_installation_has_its_own()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(With("core", 2));
        AppLogin login = new(sandbox.Server);
        using HttpClient other = sandbox.CreateClient(AppLogin.Read(login.Find("fine-grained-token")));
        using HttpClient installation = sandbox.CreateClient(AppLogin.Read(login.Find("installation-token")));

        (await sandbox.GetAsync("user")).Dispose();
        (await other.GetAsync("user", Cancellation)).Dispose();
        using HttpResponseMessage refused = await sandbox.GetAsync("user");
        using HttpResponseMessage free = await installation.GetAsync("installation/repositories", Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, free.StatusCode);
        Assert.Equal("1", RunningGitHub.Header(free, "X-RateLimit-Used"));
    }

    [Fact]
    public async Task The_search_has_a_window_of_one_minute_and_every_resource_is_told()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(With("search", 1));

        using HttpResponseMessage first = await sandbox.GetAsync("search/issues?q=typo");
        using HttpResponseMessage refused = await sandbox.GetAsync("search/issues?q=typo");
        JsonElement resources = (await sandbox.CallAsync("GET", "rate_limit")).GetProperty("resources");
        sandbox.Clock.Advance(TimeSpan.FromMinutes(1));
        using HttpResponseMessage again = await sandbox.GetAsync("search/issues?q=typo");

        Assert.Equal("search", RunningGitHub.Header(first, "X-RateLimit-Resource"));
        Assert.Equal("no-cache", first.Headers.CacheControl?.ToString());
        Assert.Null(first.Headers.ETag);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(0, resources.GetProperty("search").GetProperty("remaining").GetInt32());
        Assert.Equal(5000, resources.GetProperty("core").GetProperty("remaining").GetInt32());
        Assert.Equal(
            ["core", "search", "graphql", "integration_manifest", "source_import", "code_scanning_upload", "code_scanning_autofix", "actions_runner_registration", "scim", "dependency_snapshots", "dependency_sbom", "audit_log", "code_search"],
            resources.EnumerateObject().Select(resource => resource.Name));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task With_a_clock_of_3600_an_hour_passes_in_a_second()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(With("core", 1) with { Clock = 3600 });
        (await sandbox.GetAsync("user")).Dispose();

        using HttpResponseMessage refused = await sandbox.GetAsync("user");
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
        using HttpResponseMessage again = await sandbox.GetAsync("user");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("1772359201", RunningGitHub.Header(refused, "X-RateLimit-Reset"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    private static SandboxOptions With(string bucket, int limit) => new() { Limits = new Dictionary<string, int> { [bucket] = limit } };

    private static async Task<HttpResponseMessage> WaitForAllAsync(Task<HttpResponseMessage> one, Task<HttpResponseMessage> other)
    {
        (await one).Dispose();
        return await other;
    }

    private static async Task<HttpResponseMessage> WaitForAsync(RunningGitHub sandbox, HttpStatusCode status)
    {
        while (true)
        {
            HttpResponseMessage response = await sandbox.GetAsync("rate_limit");
            if (response.StatusCode == status)
            {
                return response;
            }

            response.Dispose();
        }
    }
}
