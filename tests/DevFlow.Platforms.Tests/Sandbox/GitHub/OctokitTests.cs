using Octokit;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

public sealed class OctokitTests
{
    [Fact]
    public async Task Octokit_works_against_it_unchanged()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();
        GitHubClient client = Connect(sandbox);

        User user = await client.User.Current();
        Octokit.Repository repository = await client.Repository.Get("octo-org", "hello-world");
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
        Assert.Equal(["admin:org_hook", "admin:repo_hook", "delete_repo", "repo", "user", "workflow"], client.GetLastApiInfo().OauthScopes);
    }

    [Fact]
    public async Task Octokit_takes_a_change_from_a_branch_to_a_release()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        GitHubClient client = Connect(sandbox);
        const string owner = "octo-org";
        const string name = "hello-world";

        Reference main = await client.Git.Reference.Get(owner, name, "heads/main");
        await client.Git.Reference.Create(owner, name, new NewReference("refs/heads/topic", main.Object.Sha));
        RepositoryContentChangeSet file = await client.Repository.Content.CreateFile(owner, name, "docs/a.md", new CreateFileRequest("Add a", "text", "topic"));
        PullRequest pull = await client.PullRequest.Create(owner, name, new NewPullRequest("Add a", "topic", "main"));
        await client.PullRequest.ReviewRequest.Create(owner, name, pull.Number, PullRequestReviewRequest.ForReviewers(["hubot"]));
        PullRequestReview review = await client.PullRequest.Review.Create(owner, name, pull.Number, new PullRequestReviewCreate { Body = "x", Event = PullRequestReviewEvent.Comment });
        CommitStatus status = await client.Repository.Status.Create(owner, name, file.Commit.Sha, new NewCommitStatus { State = CommitState.Success, Context = "ci" });
        CombinedCommitStatus combined = await client.Repository.Status.GetCombined(owner, name, "topic");
        IReadOnlyList<PullRequestFile> files = await client.PullRequest.Files(owner, name, pull.Number);
        PullRequestMerge merge = await client.PullRequest.Merge(owner, name, pull.Number, new MergePullRequest { MergeMethod = PullRequestMergeMethod.Squash });
        CompareResult compare = await client.Repository.Commit.Compare(owner, name, main.Object.Sha, "main");
        Release release = await client.Repository.Release.Create(owner, name, new NewRelease("v1.0.0") { Body = "First" });
        Release latest = await client.Repository.Release.GetLatest(owner, name);
        Branch branch = await client.Repository.Branch.Get(owner, name, "main");

        Assert.Equal(PullRequestReviewState.Commented, review.State.Value);
        Assert.Equal(CommitState.Success, status.State.Value);
        Assert.Equal(CommitState.Success, combined.State.Value);
        Assert.Equal("docs/a.md", Assert.Single(files).FileName);
        Assert.True(merge.Merged);
        Assert.Equal(merge.Sha, branch.Commit.Sha);
        Assert.Equal(1, compare.AheadBy);
        Assert.Equal(release.Id, latest.Id);
        Assert.True((await client.PullRequest.Get(owner, name, pull.Number)).Merged);
    }

    [Fact]
    public async Task Octokit_keeps_a_backlog_and_runs_its_workflows()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        GitHubClient client = Connect(sandbox);
        const string owner = "octo-org";
        const string name = "hello-world";

        Milestone milestone = await client.Issue.Milestone.Create(owner, name, new NewMilestone("Sprint 1"));
        await client.Issue.Labels.Create(owner, name, new NewLabel("urgent", "ff0000"));
        NewIssue wanted = new("Backlog") { Body = "@hubot", Milestone = milestone.Number };
        wanted.Assignees.Add("hubot");
        Issue issue = await client.Issue.Create(owner, name, wanted);
        IReadOnlyList<Label> labels = await client.Issue.Labels.AddToIssue(owner, name, issue.Number, ["urgent", "bug"]);
        await client.Issue.LockUnlock.Lock(owner, name, issue.Number);
        SearchIssuesResult found = await client.Search.SearchIssues(new SearchIssuesRequest("Backlog") { Repos = [$"{owner}/{name}"], Labels = ["urgent"] });
        await client.Actions.Workflows.CreateDispatch(owner, name, "ci.yml", new CreateWorkflowDispatch("main"));
        sandbox.Clock.Advance(TimeSpan.FromSeconds(12));
        WorkflowRunsResponse runs = await client.Actions.Workflows.Runs.List(owner, name);
        CheckRunsResponse checks = await client.Check.Run.GetAllForReference(owner, name, "main");
        IReadOnlyList<Octokit.Repository> repositories = await client.Repository.GetAllForOrg(owner);

        Assert.Equal(["urgent", "bug"], labels.Select(label => label.Name));
        Assert.Equal(issue.Number, Assert.Single(found.Items).Number);
        Assert.Equal("hubot", Assert.Single(issue.Assignees).Login);
        Assert.Equal("success", Assert.Single(runs.WorkflowRuns).Conclusion!.Value.StringValue);
        Assert.Equal(2, checks.TotalCount);
        Assert.Contains(repositories, repository => repository.Name == "vault");
        Assert.Equal("Sprint 1", (await client.Issue.Get(owner, name, issue.Number)).Milestone.Title);
    }

    [Fact]
    public async Task Octokit_understands_the_refusals()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(hourlyLimit: 2);
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
    private static GitHubClient Connect(RunningGitHub sandbox) =>
        new(new Octokit.Connection(new ProductHeaderValue("devflow-tests"), new Uri(sandbox.Server.BaseUri, "api/v3/")))
        {
            Credentials = new Credentials(sandbox.PlainToken),
        };
}
