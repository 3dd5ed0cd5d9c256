namespace DevFlow.GitLab;

/// <summary>Where GitLab's payloads name branches, commits, merge requests and texts.</summary>
internal static class GitLabCorrelation
{
    public static CorrelationMap Map { get; } = new()
    {
        Rules =
        [
            Branch("{project.web_url}@{ref}"),
            Branch("{object_attributes.source.web_url|merge_request.source.web_url}@{object_attributes.source_branch|merge_request.source_branch}"),

            // A branch pipeline's ref is a branch; of a merge request's pipeline it is refs/merge-requests/7/head.
            Branch("{project.web_url}@{object_attributes.ref}"),

            // Never "before": what a branch was cut from belongs to other stories.
            new(CorrelationKind.Commit, "after|sha|commit.id|commit.sha"),
            new(CorrelationKind.Commit, "object_attributes.sha|object_attributes.last_commit.id"),
            new(CorrelationKind.Commit, "merge_request.last_commit.id"),
            new(CorrelationKind.Commit, "object_attributes.merge_commit_sha"),
            new(CorrelationKind.Commit, "object_attributes.commit_id"),

            // A comment's and a wiki page's address is not of the thing itself: a form cuts the comment off, the page stays apart.
            new(CorrelationKind.Address, "object_attributes.url"),
            new(CorrelationKind.Address, "merge_request.url"),
            new(CorrelationKind.Address, "issue.url"),
            new(CorrelationKind.Address, "{project.web_url}/-/merge_requests/{merge_request.iid}"),
            new(CorrelationKind.Address, "{project.web_url}/-/pipelines/{pipeline_id}"),

            new(CorrelationKind.Text, "object_attributes.title"),
            new(CorrelationKind.Text, "object_attributes.description"),
            new(CorrelationKind.Text, "object_attributes.note"),
            new(CorrelationKind.Text, "merge_request.title"),
            new(CorrelationKind.Text, "issue.title"),
            new(CorrelationKind.Text, "commits[].message"),
            new(CorrelationKind.Text, "commit.message"),
            new(CorrelationKind.Text, "object_attributes.last_commit.message"),
        ],
        AddressForms = ["/-/merge_requests/{number}", "/-/issues/{number}", "/-/work_items/{number}", "/-/pipelines/{number}", "/-/jobs/{number}", "/-/commit/{commit}"],
    };

    private static CorrelationRule Branch(string value) => new(CorrelationKind.Branch, value) { Unless = "project.default_branch" };
}
