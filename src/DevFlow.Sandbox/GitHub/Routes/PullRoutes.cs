using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Pull requests of a repository.</summary>
internal sealed class PullRoutes(SandboxClock clock)
{
    private const string Page = "pulls/pulls#";
    private const string Path = "/pulls/{pull_number}";
    private const string Resource = "PullRequest";

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read("/pulls", "pull_requests", $"{Page}list-pull-requests", ListAsync),
        RepositoryRoute.Write("POST", "/pulls", "pull_requests", $"{Page}create-a-pull-request", CreateAsync),
        RepositoryRoute.Read(Path, "pull_requests", $"{Page}get-a-pull-request", GetAsync),
        RepositoryRoute.Write("PATCH", Path, "pull_requests", $"{Page}update-a-pull-request", ChangeAsync),
        RepositoryRoute.Read(Path + "/commits", "pull_requests", $"{Page}list-commits-on-a-pull-request", ListCommitsAsync),
        RepositoryRoute.Read(Path + "/files", "pull_requests", $"{Page}list-pull-requests-files", ListFilesAsync),
        RepositoryRoute.Read(Path + "/merge", "pull_requests", $"{Page}check-if-a-pull-request-has-been-merged", IsMergedAsync),
        RepositoryRoute.Write("PUT", Path + "/merge", "contents", $"{Page}merge-a-pull-request", MergeAsync),
        RepositoryRoute.Write("PUT", Path + "/update-branch", "pull_requests", $"{Page}update-a-pull-request-branch", UpdateBranchAsync),
    ];

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        Fields query = Fields.Of(call.Query);
        string wanted = query.OneOf("state", "open", "closed", "all") ?? "open";
        string sort = query.OneOf("sort", "created", "updated", "popularity", "long-running") ?? "created";
        string direction = query.OneOf("direction", "asc", "desc") ?? (sort == "created" ? "desc" : "asc");
        if (query.Problems.Count > 0)
        {
            return new(call.Invalid([.. query.Problems.Select(problem => new FieldError(Resource, "invalid", problem.Field))]));
        }

        string? head = query.Text("head");
        string? target = query.Text("base");
        List<Issue> pulls = call.Repository.Issues.FindAll(issue =>
            issue.Pull is { } pull
            && (wanted == "all" || issue.IsClosed == (wanted == "closed"))
            && (head is null || head == $"{call.Repository.Owner.Login}:{pull.HeadRef}")
            && (target is null || target == pull.BaseRef));
        pulls.Sort(new IssueQuery(null, sort == "popularity" ? "comments" : sort, direction == "asc").Compare);
        return new(call.ShowList("/pulls", pulls, (writer, issue) => PullJson.WriteSimple(writer, call.Repository, issue, call.Links)));
    }

    private ValueTask<Answer> CreateAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            string? title = body.Text("title", required: true, IssueInputReader.MaxTitleLength);
            string? text = body.Text("body", maxLength: IssueInputReader.MaxBodyLength);
            string? head = body.Text("head", required: true);
            string? target = body.Text("base", required: true);
            bool isDraft = body.Flag("draft") ?? false;
            bool canModify = body.Flag("maintainer_can_modify") ?? false;
            body.Check(Resource);
            Issue issue = call.Repository.Pulls.Open(title!, text, head!, target!, isDraft, canModify, call.Act(clock));
            return call.ShowNew(issue.PullApiPath(call.Repository), writer => PullJson.Write(writer, call.Repository, issue, call.Links));
        },
        cancellationToken);

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) => With(
        call, issue => call.Show(writer => PullJson.Write(writer, call.Repository, issue, call.Links)));

    private ValueTask<Answer> ChangeAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            string? wanted = body.OneOf("state", "open", "closed");
            IssueInput input = new()
            {
                Title = body.Text("title", required: body.Has("title"), IssueInputReader.MaxTitleLength),
                HasBody = body.Has("body"),
                Body = body.Text("body", maxLength: IssueInputReader.MaxBodyLength),
                Close = wanted is null ? null : wanted == "closed",
            };
            string? target = body.Text("base");
            bool? canModify = body.Flag("maintainer_can_modify");
            body.Check(Resource);
            Issue issue = call.Repository.Pulls.Change(call.Number("pull_number"), input, target, canModify, call.Act(clock));
            return call.Show(writer => PullJson.Write(writer, call.Repository, issue, call.Links));
        },
        cancellationToken,
        isOptional: true);

    private static ValueTask<Answer> ListCommitsAsync(GitHubCall call, CancellationToken cancellationToken) => With(call, issue => call.ShowList(
        $"/pulls/{issue.Number}/commits", issue.Pull!.Commits(), (writer, commit) => CommitJson.Write(writer, call.Repository, commit, call.Links)));

    private static ValueTask<Answer> ListFilesAsync(GitHubCall call, CancellationToken cancellationToken) => With(call, issue => call.ShowList(
        $"/pulls/{issue.Number}/files", issue.Pull!.Files(), (writer, change) => FileChangeJson.Write(writer, call.Repository, change, issue.Pull.Head.Sha, call.Links)));

    private static ValueTask<Answer> IsMergedAsync(GitHubCall call, CancellationToken cancellationToken) => With(
        call, issue => issue.Pull!.MergedAt is null ? call.NotFound() : Answer.Empty(StatusCodes.Status204NoContent));

    private ValueTask<Answer> MergeAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            string method = body.OneOf("merge_method", "merge", "squash", "rebase") ?? "merge";
            string? title = body.Text("commit_title");
            string? message = body.Text("commit_message");
            string? head = body.Text("sha");
            body.Check(Resource);
            string sha = call.Repository.Pulls.Merge(call.Number("pull_number"), method, title, message, head, call.Act(clock));
            return call.Show(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("sha"u8, sha);
                writer.WriteBoolean("merged"u8, true);
                writer.WriteString("message"u8, "Pull Request successfully merged"u8);
                writer.WriteEndObject();
            });
        },
        cancellationToken,
        isOptional: true);

    private ValueTask<Answer> UpdateBranchAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            string? head = body.Text("expected_head_sha");
            body.Check(Resource);
            long number = call.Number("pull_number");
            call.Repository.Pulls.UpdateBranch(number, head, call.Act(clock));
            return Answer.Json(StatusCodes.Status202Accepted, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("message"u8, "Updating pull request branch."u8);
                writer.WriteAddress("url"u8, call.Links.Html, call.Repository.Issues.Find(number)!.HtmlPath(call.Repository));
                writer.WriteEndObject();
            });
        },
        cancellationToken,
        isOptional: true);

    private static ValueTask<Answer> With(GitHubCall call, Func<Issue, Answer> show) =>
        new(call.Repository.Pulls.Find(call.Number("pull_number")) is { } issue ? show(issue) : call.NotFound());
}
