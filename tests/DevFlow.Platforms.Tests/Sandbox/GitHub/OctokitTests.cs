using Octokit;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

public sealed class OctokitTests
{
    [Fact]
    public async Task Octokit_works_against_it_unchanged()
    {
        await using RunningSandbox sandbox = await RunningSandbox.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();
        GitHubClient client = Connect(sandbox);

        User user = await client.User.Current();
        Repository repository = await client.Repository.Get("octo-org", "hello-world");
        Issue created = await client.Issue.Create("octo-org", "hello-world", new NewIssue("From Octokit") { Body = "x" });
        Issue closed = await client.Issue.Update("octo-org", "hello-world", created.Number, new IssueUpdate { State = ItemState.Closed });
        IssueComment comment = await client.Issue.Comment.Create("octo-org", "hello-world", created.Number, "Done");
        IReadOnlyList<Issue> all = await client.Issue.GetAllForRepository(
            "octo-org", "hello-world", new RepositoryIssueRequest { State = ItemStateFilter.All }, new ApiOptions { PageSize = 2 });
        RepositoryHook hook = await client.Repository.Hooks.Create(
            "octo-org",
            "hello-world",
            new NewRepositoryHook("web", new Dictionary<string, string> { ["url"] = receiver.Address.ToString(), ["content_type"] = "json" }) { Events = ["issues"] });
        await client.Repository.Hooks.Ping("octo-org", "hello-world", hook.Id);
        MiscellaneousRateLimit limit = await client.RateLimit.GetRateLimits();

        Assert.Equal("octocat", user.Login);
        Assert.Equal("octo-org/hello-world", repository.FullName);
        Assert.Equal(ItemState.Closed, closed.State.Value);
        Assert.Equal("Done", comment.Body);
        Assert.Equal([3, 2, 1], all.Select(issue => issue.Number));
        Assert.Equal("ping", (await receiver.NextAsync()).Event);
        Assert.Equal("ping", (await receiver.NextAsync()).Event);
        Assert.Equal(9, limit.Resources.Core.Limit - limit.Resources.Core.Remaining);
        Assert.Equal(["admin:repo_hook", "repo", "user"], client.GetLastApiInfo().OauthScopes);
    }

    [Fact]
    public async Task Octokit_understands_the_refusals()
    {
        await using RunningSandbox sandbox = await RunningSandbox.StartAsync(hourlyLimit: 2);
        GitHubClient client = Connect(sandbox);
        GitHubClient stranger = Connect(sandbox);
        stranger.Credentials = new Credentials("ghp_wrong");

        await Assert.ThrowsAsync<AuthorizationException>(() => stranger.User.Current());
        await Assert.ThrowsAsync<NotFoundException>(() => client.Repository.Get("octo-org", "nothing"));
        ApiValidationException invalid = await Assert.ThrowsAsync<ApiValidationException>(
            () => client.Issue.Create("octo-org", "hello-world", new NewIssue("  ")));
        RateLimitExceededException exhausted = await Assert.ThrowsAsync<RateLimitExceededException>(() => client.User.Current());

        Assert.Equal("title", Assert.Single(invalid.ApiError.Errors).Field);
        Assert.Equal(0, exhausted.Remaining);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 11, 0, 0, TimeSpan.Zero), exhausted.Reset);
    }

    // Built on a connection: GitHubClient(Uri) adds "/api/v3/" by itself.
    private static GitHubClient Connect(RunningSandbox sandbox) =>
        new(new Octokit.Connection(new ProductHeaderValue("devflow-tests"), new Uri(sandbox.Server.BaseUri, "api/v3/")))
        {
            Credentials = new Credentials(sandbox.PlainToken),
        };
}
