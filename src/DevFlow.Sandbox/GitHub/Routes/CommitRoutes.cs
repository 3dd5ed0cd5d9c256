using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Commits of a repository, and comparisons of them.</summary>
internal static class CommitRoutes
{
    private const string Page = "commits/commits#";

    public static IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read("/commits", "contents", $"{Page}list-commits", ListAsync),
        RepositoryRoute.Read("/commits/{ref}", "contents", $"{Page}get-a-commit", GetAsync),
        RepositoryRoute.Read("/compare/{basehead*}", "contents", $"{Page}compare-two-commits", CompareAsync),
    ];

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        GitStore git = call.Repository.Git;
        Fields query = Fields.Of(call.Query);
        string? author = query.Text("author");
        string? path = query.Text("path");
        DateTimeOffset? since = query.Moment("since");
        DateTimeOffset? until = query.Moment("until");
        if (git.IsEmpty)
        {
            return new(GitHubProblem.Create(StatusCodes.Status409Conflict, "Git Repository is empty.", call.Documentation));
        }

        if (git.Resolve(query.Text("sha") ?? call.Repository.Fields.DefaultBranch) is not { } head)
        {
            return new(call.NotFound());
        }

        List<GitCommit> commits =
        [
            .. head.History().Where(commit =>
                (author is null || author == commit.Author.Email || author.Equals(commit.Author.Account?.Login, StringComparison.OrdinalIgnoreCase))
                && (since is null || commit.Committer.Date >= since)
                && (until is null || commit.Committer.Date <= until)
                && (path is null || commit.Changes().Any(change => change.Path == path || change.Path.StartsWith(path + "/", StringComparison.Ordinal)))),
        ];
        return new(call.ShowList("/commits", commits, (writer, commit) => CommitJson.Write(writer, call.Repository, commit, call.Links)));
    }

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) => new(Find(call, call["ref"], out Answer? refusal) is { } commit
        ? call.Show(writer => CommitJson.WriteFull(writer, call.Repository, commit, call.Links))
        : refusal!);

    private static ValueTask<Answer> CompareAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        string[] ends = call["basehead"].Split("...");
        return new(ends.Length == 2
            && call.Repository.Git.Resolve(ends[0]) is { } first
            && call.Repository.Git.Resolve(ends[1]) is { } last
            && first.MergeBase(last) is { } common
                ? call.Show(writer => ComparisonJson.Write(writer, call.Repository, new(ends[0], ends[1], first, last, common), Paging.Read(call.Query), call.Links))
                : call.NotFound());
    }

    /// <summary>Finds the commit that a path names, and otherwise says why as GitHub does.</summary>
    public static GitCommit? Find(GitHubCall call, string name, out Answer? refusal)
    {
        GitCommit? commit = call.Repository.Git.Resolve(name);
        refusal = commit is not null ? null
            : call.Repository.Git.IsEmpty ? GitHubProblem.Create(StatusCodes.Status409Conflict, "Git Repository is empty.", call.Documentation)
            : GitHubProblem.Create(StatusCodes.Status422UnprocessableEntity, $"No commit found for SHA: {name}", call.Documentation);
        return commit;
    }
}
