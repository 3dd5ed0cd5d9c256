using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Statuses of commits.</summary>
internal sealed class StatusRoutes(SandboxClock clock)
{
    private const string Page = "commits/statuses#";
    private const string Resource = "Status";
    private const int MaxTextLength = 255;

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Write("POST", "/statuses/{sha}", "statuses", $"{Page}create-a-commit-status", CreateAsync, "repo, repo:status"),
        RepositoryRoute.Read("/commits/{ref}/statuses", "statuses", $"{Page}list-commit-statuses-for-a-reference", ListAsync),
        RepositoryRoute.Read("/commits/{ref}/status", "statuses", $"{Page}get-the-combined-status-for-a-specific-reference", GetCombinedAsync),
    ];

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        CommitRoutes.Find(call, call["ref"], out Answer? refusal) is not { } commit
            ? refusal!
            : call.ShowList($"/commits/{call["ref"]}/statuses", call.Repository.Statuses.List(commit), (writer, status) => StatusJson.Write(writer, call.Repository, status, call.Links)));

    private static ValueTask<Answer> GetCombinedAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (call.Repository.Git.Resolve(call["ref"]) is not { } commit)
        {
            return new(call.NotFound());
        }

        IReadOnlyList<CommitStatus> latest = call.Repository.Statuses.ListLatest(commit);
        Paging paging = Paging.Read(call.Query);
        call.SetLink(paging.CreateLink($"{call.Links.Api}/repositories/{call.Repository.Id}/commits/{call["ref"]}/status", call.Query, latest.Count));
        return new(call.Show(writer => StatusJson.WriteCombined(writer, call.Repository, commit, latest, paging.Take(latest), call.Links)));
    }

    private ValueTask<Answer> CreateAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            body.Require("state");
            string? state = body.OneOf("state", "error", "failure", "pending", "success");

            string? targetUrl = body.Text("target_url");
            string? description = body.Text("description", maxLength: MaxTextLength);
            string context = body.Text("context", maxLength: MaxTextLength) ?? "default";
            body.Check(Resource);
            GitCommit commit = call.Repository.Git.FindCommit(call["sha"])
                ?? throw GitHubRefusal.Unprocessable($"No commit found for SHA: {call["sha"]}");
            CommitStatus status = call.Repository.Statuses.Add(commit, state!, targetUrl, description, context, call.Act(clock));
            return call.ShowNew($"{call.Repository.ApiPath}/statuses/{commit.Sha}", writer => StatusJson.Write(writer, call.Repository, status, call.Links));
        },
        cancellationToken);
}
