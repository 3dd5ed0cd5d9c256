using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Who is asked to review a pull request.</summary>
internal sealed class ReviewerRoutes(GitHubState state)
{
    private const string Page = "pulls/review-requests#";
    private const string Path = "/pulls/{pull_number}/requested_reviewers";

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read(Path, "pull_requests", $"{Page}get-all-requested-reviewers-for-a-pull-request", ListAsync),
        RepositoryRoute.Write("POST", Path, "pull_requests", $"{Page}request-reviewers-for-a-pull-request", AddAsync),
        RepositoryRoute.Write("DELETE", Path, "pull_requests", $"{Page}remove-requested-reviewers-from-a-pull-request", RemoveAsync),
    ];

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        call.Repository.Pulls.Find(call.Number("pull_number")) is not { Pull: { } pull } ? call.NotFound() : call.Show(writer =>
        {
            writer.WriteStartObject();
            AccountJson.WriteAll(writer, "users"u8, pull.Reviewers, call.Links);
            writer.WriteStartArray("teams"u8);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }));

    private ValueTask<Answer> AddAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            Issue issue = Change(call, body, (known, named) => [.. known.Union(named)]);
            return call.ShowNew(issue.PullApiPath(call.Repository), writer => PullJson.WriteSimple(writer, call.Repository, issue, call.Links));
        },
        cancellationToken,
        isOptional: true);

    private ValueTask<Answer> RemoveAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            body.Require("reviewers");
            Issue issue = Change(call, body, (known, named) => [.. known.Except(named)]);
            return call.Show(writer => PullJson.WriteSimple(writer, call.Repository, issue, call.Links));
        },
        cancellationToken);

    private Issue Change(GitHubCall call, Fields body, Func<IReadOnlyList<Account>, IReadOnlyList<Account>, IReadOnlyList<Account>> combine)
    {
        lock (call.Repository.Gate)
        {
            Issue issue = call.Repository.Pulls.Get(call.Number("pull_number"));
            IReadOnlyList<string> logins = NameList.Read(body, "reviewers", "login") ?? [];
            NameList.Read(body, "team_reviewers", "slug");
            body.Check("PullRequest");
            List<Account> named = [.. logins.Select(login => Find(call.Repository, issue, login))];
            return call.Repository.Pulls.SetReviewers(issue.Number, combine(issue.Pull!.Reviewers, named), call.Act(state.Clock));
        }
    }

    private Account Find(Repository repository, Issue issue, string login)
    {
        Account? account = state.FindAccount(login);
        if (account is null || account.IsOrganization || repository.RoleOf(account) < RepositoryRole.Write)
        {
            throw GitHubRefusal.Unprocessable("Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.");
        }

        return account == issue.Author ? throw GitHubRefusal.Unprocessable("Review cannot be requested from pull request author.") : account;
    }
}
