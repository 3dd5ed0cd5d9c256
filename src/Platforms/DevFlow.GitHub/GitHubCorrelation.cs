namespace DevFlow.GitHub;

/// <summary>Where GitHub's payloads name branches, commits, pull requests and texts.</summary>
internal static class GitHubCorrelation
{
    private const string Repository = "{repository.html_url}";

    public static CorrelationMap Map { get; } = new()
    {
        Rules =
        [
            Branch($"{Repository}@{{ref}}"),
            Branch($"{Repository}@{{check_suite.head_branch|check_run.check_suite.head_branch|deployment.ref}}"),
            Branch("{workflow_run.head_repository.html_url}@{workflow_run.head_branch}"),
            Branch($"{Repository}@{{workflow_job.head_branch}}"),
            Branch("{pull_request.head.repo.html_url}@{pull_request.head.ref}", "pull_request.head.repo.default_branch"),

            // Never "before" or a base: what a branch was cut from belongs to other stories.
            new(CorrelationKind.Commit, "after|sha"),
            new(CorrelationKind.Commit, "pull_request.head.sha"),
            new(CorrelationKind.Commit, "pull_request.merge_commit_sha"),
            new(CorrelationKind.Commit, "check_run.head_sha|check_suite.head_sha|workflow_run.head_sha|workflow_job.head_sha"),
            new(CorrelationKind.Commit, "deployment.sha"),
            new(CorrelationKind.Commit, "merge_group.head_sha"),
            new(CorrelationKind.Commit, "comment.commit_id"),

            // Commits that a merge of another branch brought along are not distinct.
            new(CorrelationKind.Commit, "commits[distinct].id"),

            new(CorrelationKind.Address, "pull_request.html_url"),
            new(CorrelationKind.Address, "issue.html_url"),
            new(CorrelationKind.Address, "discussion.html_url"),
            PullRequests("check_run"),
            PullRequests("check_suite"),
            PullRequests("workflow_run"),

            new(CorrelationKind.Text, "pull_request.title"),
            new(CorrelationKind.Text, "pull_request.body"),
            new(CorrelationKind.Text, "issue.title"),
            new(CorrelationKind.Text, "issue.body"),
            new(CorrelationKind.Text, "discussion.title"),
            new(CorrelationKind.Text, "discussion.body"),
            new(CorrelationKind.Text, "comment.body"),
            new(CorrelationKind.Text, "review.body"),
            new(CorrelationKind.Text, "commits[distinct].message"),
            new(CorrelationKind.Text, "commit.commit.message"),
            new(CorrelationKind.Text, "workflow_run.head_commit.message|check_suite.head_commit.message|merge_group.head_commit.message"),
        ],
        AddressForms = ["/pull/{number}", "/issues/{number}", "/discussions/{number}", "/commit/{commit}"],
    };

    private static CorrelationRule Branch(string value, string defaultBranch = "repository.default_branch") =>
        new(CorrelationKind.Branch, value) { Unless = defaultBranch };

    private static CorrelationRule PullRequests(string of) => new(CorrelationKind.Address, $"{Repository}/pull/{{{of}.pull_requests[].number}}");
}
