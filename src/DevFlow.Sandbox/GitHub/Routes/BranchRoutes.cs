using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Branches of a repository.</summary>
internal static class BranchRoutes
{
    private const string Page = "branches/branches#";

    public static IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read("/branches", "contents", $"{Page}list-branches", ListAsync),
        RepositoryRoute.Read("/branches/{branch*}", "contents", $"{Page}get-a-branch", GetAsync),
    ];

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        GitStore git = call.Repository.Git;
        Fields query = Fields.Of(call.Query);
        bool? isProtected = query.Flag("protected");
        List<KeyValuePair<string, GitCommit>> branches =
        [
            .. git.Refs.Where(pair => pair.Key.StartsWith(GitStore.Heads, StringComparison.Ordinal))
                .Select(pair => KeyValuePair.Create(pair.Key[GitStore.Heads.Length..], pair.Value))
                .Where(pair => isProtected is null || git.IsProtected(pair.Key) == isProtected),
        ];
        return new(call.ShowList("/branches", branches, (writer, pair) => BranchJson.WriteShort(writer, call.Repository, pair.Key, pair.Value, call.Links)));
    }

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        string name = call["branch"];
        return new(call.Repository.Git.FindBranch(name) is not { } commit
            ? GitHubProblem.Create(404, "Branch not found", call.Documentation)
            : call.Show(writer => BranchJson.Write(writer, call.Repository, name, commit, call.Links)));
    }
}
