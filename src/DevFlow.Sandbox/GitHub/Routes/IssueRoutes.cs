using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Issues of a repository.</summary>
internal sealed class IssueRoutes(GitHubState state)
{
    private const string Page = "issues/issues#";

    private readonly IssueInputReader _reader = new(state);

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read("/issues/{issue_number}", "issues", $"{Page}get-an-issue", GetAsync),
        RepositoryRoute.Read("/issues", "issues", $"{Page}list-repository-issues", ListAsync),
        RepositoryRoute.Write("POST", "/issues", "issues", $"{Page}create-an-issue", CreateAsync),
        RepositoryRoute.Write("PATCH", "/issues/{issue_number}", "issues", $"{Page}update-an-issue", ChangeAsync),
        RepositoryRoute.Write("PUT", "/issues/{issue_number}/lock", "issues", $"{Page}lock-an-issue", LockAsync),
        RepositoryRoute.Write("DELETE", "/issues/{issue_number}/lock", "issues", $"{Page}unlock-an-issue", UnlockAsync),
    ];

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        call.FindIssue() is not { } issue ? call.NotFound() : call.Show(writer => IssueJson.Write(writer, call.Repository, issue, call.Links)));

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (!IssueInputReader.TryReadQuery(call.Query, out IssueQuery query, out List<FieldError> errors))
        {
            return new(call.Invalid(errors));
        }

        List<Issue> issues = call.Repository.Issues.FindAll(query.Accepts);
        issues.Sort(query.Compare);
        return new(call.ShowList("/issues", issues, (writer, issue) => IssueJson.Write(writer, call.Repository, issue, call.Links)));
    }

    private ValueTask<Answer> CreateAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            IssueInput input = _reader.Read(body, call.Repository, isNew: true);
            if (!call.Repository.Fields.HasIssues)
            {
                throw new GitHubRefusal(StatusCodes.Status410Gone, "Issues has been disabled in this repository.");
            }

            Issue issue = call.Repository.Issues.Add(input, call.Act(state.Clock));
            return call.ShowNew(issue.ApiPath(call.Repository), writer => IssueJson.Write(writer, call.Repository, issue, call.Links));
        },
        cancellationToken);

    private ValueTask<Answer> ChangeAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            Issue known = call.FindIssue() ?? throw GitHubRefusal.NotFound();
            IssueInput input = _reader.Read(body, call.Repository, isNew: false);
            Issue issue = call.Repository.Issues.Change(known.Number, input, call.Act(state.Clock));
            return call.Show(writer => IssueJson.Write(writer, call.Repository, issue, call.Links));
        },
        cancellationToken,
        isOptional: true);

    private ValueTask<Answer> LockAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            string? reason = body.OneOf("lock_reason", "off-topic", "too heated", "resolved", "spam");
            body.Check("Issue");
            call.Repository.Issues.Lock(call.Number("issue_number"), isLocked: true, reason, call.Act(state.Clock));
            return Answer.Empty(StatusCodes.Status204NoContent);
        },
        cancellationToken,
        isOptional: true);

    private ValueTask<Answer> UnlockAsync(GitHubCall call, CancellationToken cancellationToken) => call.Change(() =>
    {
        call.Repository.Issues.Lock(call.Number("issue_number"), isLocked: false, null, call.Act(state.Clock));
        return Answer.Empty(StatusCodes.Status204NoContent);
    });
}
