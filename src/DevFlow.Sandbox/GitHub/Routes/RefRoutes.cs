using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Git references of a repository.</summary>
internal sealed class RefRoutes(SandboxClock clock)
{
    private const string Page = "git/refs#";
    private const string Resource = "Reference";

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read("/git/ref/{ref*}", "contents", $"{Page}get-a-reference", GetAsync),
        RepositoryRoute.Read("/git/matching-refs/{ref*}", "contents", $"{Page}list-matching-references", ListAsync),
        RepositoryRoute.Read("/git/refs/{ref*}", "contents", $"{Page}get-a-reference", GetOrListAsync),
        RepositoryRoute.Write("POST", "/git/refs", "contents", $"{Page}create-a-reference", CreateAsync),
        RepositoryRoute.Write("PATCH", "/git/refs/{ref*}", "contents", $"{Page}update-a-reference", ChangeAsync),
        RepositoryRoute.Write("DELETE", "/git/refs/{ref*}", "contents", $"{Page}delete-a-reference", DeleteAsync),
    ];

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        string name = "refs/" + call["ref"];
        return new(FindEmpty(call)
            ?? (call.Repository.Git.FindRef(name) is { } commit ? Show(call, name, commit) : call.NotFound()));
    }

    // The older form, which Octokit uses: the reference of this name or, where there is none, those that begin with it.
    private static ValueTask<Answer> GetOrListAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        string name = "refs/" + call["ref"];
        IReadOnlyDictionary<string, GitCommit> refs = call.Repository.Git.Refs;
        return refs.ContainsKey(name) ? GetAsync(call, cancellationToken)
            : refs.Keys.Any(other => other.StartsWith(name, StringComparison.Ordinal)) ? ListAsync(call, cancellationToken)
            : new(FindEmpty(call) ?? call.NotFound());
    }

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        string start = "refs/" + call["ref"];
        return new(FindEmpty(call) ?? call.ShowList(
            "/git/matching-refs/" + call["ref"],
            [.. call.Repository.Git.Refs.Where(pair => pair.Key.StartsWith(start, StringComparison.Ordinal))],
            (writer, pair) => RefJson.Write(writer, call.Repository, pair.Key, pair.Value, call.Links)));
    }

    private ValueTask<Answer> CreateAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            string? name = body.Text("ref", required: true);
            GitCommit? commit = ReadCommit(call, body);
            call.Repository.Git.CreateRef(name!, commit!, call.Act(clock));
            return call.ShowNew($"{call.Repository.ApiPath}/git/{name}", writer => RefJson.Write(writer, call.Repository, name!, commit!, call.Links));
        },
        cancellationToken);

    private ValueTask<Answer> ChangeAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            string name = "refs/" + call["ref"];
            bool force = body.Flag("force") ?? false;
            GitCommit commit = ReadCommit(call, body);
            call.Repository.Git.MoveRef(name, commit, force, call.Act(clock));
            return Show(call, name, commit);
        },
        cancellationToken);

    private ValueTask<Answer> DeleteAsync(GitHubCall call, CancellationToken cancellationToken) => call.Change(() =>
    {
        call.Repository.Git.DeleteRef("refs/" + call["ref"], call.Act(clock));
        return Answer.Empty(StatusCodes.Status204NoContent);
    });

    private static GitCommit ReadCommit(GitHubCall call, Fields body)
    {
        string? sha = body.Text("sha", required: true);
        body.Check(Resource);
        return call.Repository.Git.FindCommit(sha!)
            ?? throw GitHubRefusal.Unprocessable(sha!.Length == 40 ? "Object does not exist" : "The sha parameter must be exactly 40 characters and contain only [0-9a-f].");
    }

    private static Answer? FindEmpty(GitHubCall call) => call.Repository.Git.IsEmpty
        ? GitHubProblem.Create(StatusCodes.Status409Conflict, "Git Repository is empty.", call.Documentation)
        : null;

    private static Answer Show(GitHubCall call, string name, GitCommit commit) =>
        call.Show(writer => RefJson.Write(writer, call.Repository, name, commit, call.Links));
}
