using Octokit;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

/// <summary>Octokit, unchanged, as an App, through the device flow, with hooks and against the limits.</summary>
public sealed class OctokitAppTests
{
    private const string Owner = "octo-org";
    private const string Name = "hello-world";

    [Fact]
    public async Task Octokit_signs_in_as_an_app_and_acts_as_its_installation()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(new SandboxOptions());
        AppLogin login = new(sandbox.Server);
        GitHubClient app = Connect(sandbox, login.CreateJwt(sandbox.Clock.GetUtcNow(), TimeSpan.FromMinutes(5)), AuthenticationType.Bearer);

        GitHubApp current = await app.GitHubApps.GetCurrent();
        IReadOnlyList<Installation> installations = await app.GitHubApps.GetAllInstallationsForCurrent();
        AccessToken token = await app.GitHubApps.CreateInstallationToken(installations[0].Id);
        GitHubClient installation = Connect(sandbox, token.Token);
        RepositoriesResponse repositories = await installation.GitHubApps.Installation.GetAllRepositoriesForCurrent();
        Issue issue = await installation.Issue.Create(Owner, Name, new NewIssue("By the App"));

        Assert.Equal("sandbox-app", current.Slug);
        Assert.Equal([Owner, "octocat"], installations.Select(found => found.Account.Login));
        Assert.Equal(sandbox.Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds(), token.ExpiresAt.ToUnixTimeSeconds());
        Assert.Contains(repositories.Repositories, repository => repository.FullName == "octo-org/vault");
        Assert.Equal("sandbox-app[bot]", issue.User.Login);
        Assert.Equal(AccountType.Bot, issue.User.Type);
    }

    [Fact]
    public async Task Octokit_goes_through_the_device_flow()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(new SandboxOptions());
        GitHubClient client = Connect(sandbox, sandbox.PlainToken);
        OauthDeviceFlowRequest request = new("Ov23liDevFlowSandbox");
        request.Scopes.Add("repo");

        OauthDeviceFlowResponse device = await client.Oauth.InitiateDeviceFlow(request, TestContext.Current.CancellationToken);
        await sandbox.Server.InvokeAsync("approve-device", default, TestContext.Current.CancellationToken);
        OauthToken token = await client.Oauth.CreateAccessTokenForDeviceFlow("Ov23liDevFlowSandbox", device, TestContext.Current.CancellationToken);
        User user = await Connect(sandbox, token.AccessToken).User.Current();

        Assert.Equal(5, device.Interval);
        Assert.Equal(["repo"], token.Scope);
        Assert.Equal("octocat", user.Login);
    }

    [Fact]
    public async Task Octokit_changes_and_tests_hooks()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(new SandboxOptions());
        await using Receiver receiver = await Receiver.StartAsync();
        GitHubClient client = Connect(sandbox, sandbox.PlainToken);
        Dictionary<string, string> config = new() { ["url"] = receiver.Address.ToString(), ["content_type"] = "json" };

        RepositoryHook hook = await client.Repository.Hooks.Create(Owner, Name, new NewRepositoryHook("web", config) { Events = ["issues"] });
        RepositoryHook changed = await client.Repository.Hooks.Edit(Owner, Name, hook.Id, new EditRepositoryHook { AddEvents = ["push"], Active = true });
        await client.Repository.Hooks.Test(Owner, Name, hook.Id);

        Assert.Equal(["issues", "push"], changed.Events);
        Assert.Equal("ping", (await receiver.NextAsync()).Event);
        Assert.Equal("refs/heads/main", (await receiver.NextAsync()).Json.GetProperty("ref").GetString());
    }

    [Fact]
    public async Task Octokit_tells_the_two_kinds_of_limits_apart()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(
            new SandboxOptions { Limits = new Dictionary<string, int> { ["content_minute"] = 1, ["search"] = 1 } });
        GitHubClient client = Connect(sandbox, sandbox.PlainToken);
        await client.Issue.Create(Owner, Name, new NewIssue("One"));
        await client.Search.SearchIssues(new SearchIssuesRequest("typo"));

        await Assert.ThrowsAsync<SecondaryRateLimitExceededException>(() => client.Issue.Create(Owner, Name, new NewIssue("Two")));
        RateLimitExceededException primary = await Assert.ThrowsAsync<RateLimitExceededException>(() => client.Search.SearchIssues(new SearchIssuesRequest("typo")));
        MiscellaneousRateLimit limits = await client.RateLimit.GetRateLimits();

        Assert.Equal(1, primary.Limit);
        Assert.Equal(0, limits.Resources.Search.Remaining);
        Assert.Equal(4999, limits.Resources.Core.Remaining);
    }

    private static GitHubClient Connect(RunningGitHub sandbox, string token, AuthenticationType type = AuthenticationType.Oauth) =>
        new(new ProductHeaderValue("devflow-tests"), new Uri(sandbox.Server.BaseUri, "api/v3/")) { Credentials = new Credentials(token, type) };
}
