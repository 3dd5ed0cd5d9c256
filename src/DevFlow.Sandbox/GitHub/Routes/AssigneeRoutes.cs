using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Who is assigned to an issue.</summary>
internal sealed class AssigneeRoutes(GitHubState state)
{
    private const string Page = "issues/assignees#";
    private const int MaxAssignees = 10;

    private readonly IssueInputReader _reader = new(state);

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read("/assignees", "issues", $"{Page}list-assignees", ListAsync),
        RepositoryRoute.Write("POST", "/issues/{issue_number}/assignees", "issues", $"{Page}add-assignees-to-an-issue", AddAsync),
        RepositoryRoute.Write("DELETE", "/issues/{issue_number}/assignees", "issues", $"{Page}remove-assignees-from-an-issue", RemoveAsync),
    ];

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken) => new(call.ShowList(
        "/assignees", call.Repository.ListAssignees(), (writer, account) => AccountJson.Write(writer, account, call.Links)));

    private ValueTask<Answer> AddAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            Issue issue = Change(call, body, (known, named) => [.. known.Union(named).Take(MaxAssignees)]);
            return call.ShowNew(issue.ApiPath(call.Repository), writer => IssueJson.Write(writer, call.Repository, issue, call.Links));
        },
        cancellationToken,
        isOptional: true);

    private ValueTask<Answer> RemoveAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            body.Require("assignees");
            Issue issue = Change(call, body, (known, named) => [.. known.Except(named)]);
            return call.Show(writer => IssueJson.Write(writer, call.Repository, issue, call.Links));
        },
        cancellationToken);

    private Issue Change(GitHubCall call, Fields body, Func<IReadOnlyList<Account>, IReadOnlyList<Account>, IReadOnlyList<Account>> combine)
    {
        lock (call.Repository.Gate)
        {
            Issue issue = call.FindIssue() ?? throw GitHubRefusal.NotFound();
            IReadOnlyList<Account> named = _reader.FindAssignees(body, "assignees", call.Repository) ?? [];
            body.Check("Issue");
            return call.Repository.Issues.Change(issue.Number, new() { Assignees = combine(issue.Assignees, named) }, call.Act(state.Clock));
        }
    }
}
