using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The labels an issue carries.</summary>
internal sealed class IssueLabelRoutes(SandboxClock clock)
{
    private const string Page = "issues/labels#";
    private const string Path = "/issues/{issue_number}/labels";

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read(Path, "issues", $"{Page}list-labels-for-an-issue", ListAsync),
        RepositoryRoute.Write("POST", Path, "issues", $"{Page}add-labels-to-an-issue", AddAsync),
        RepositoryRoute.Write("PUT", Path, "issues", $"{Page}set-labels-for-an-issue", SetAsync),
        RepositoryRoute.Write("DELETE", Path, "issues", $"{Page}remove-all-labels-from-an-issue", ClearAsync),
        RepositoryRoute.Write("DELETE", Path + "/{name}", "issues", $"{Page}remove-a-label-from-an-issue", RemoveAsync),
    ];

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken) =>
        new(call.FindIssue() is not { } issue ? call.NotFound() : Show(call, issue));

    private ValueTask<Answer> AddAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body => Show(call, Change(call, known => [.. known, .. ReadNames(body)])), cancellationToken, isOptional: true, mayBeArray: true);

    private ValueTask<Answer> SetAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body => Show(call, Change(call, _ => ReadNames(body))), cancellationToken, isOptional: true, mayBeArray: true);

    private ValueTask<Answer> ClearAsync(GitHubCall call, CancellationToken cancellationToken) => call.Change(() =>
    {
        Change(call, static _ => []);
        return Answer.Empty(StatusCodes.Status204NoContent);
    });

    private ValueTask<Answer> RemoveAsync(GitHubCall call, CancellationToken cancellationToken) => call.Change(() =>
    {
        string name = call["name"];
        return Show(call, Change(call, known => known.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? [.. known.Where(other => !other.Equals(name, StringComparison.OrdinalIgnoreCase))]
            : throw new GitHubRefusal(StatusCodes.Status404NotFound, "Label does not exist")));
    });

    private Issue Change(GitHubCall call, Func<IReadOnlyList<string>, IReadOnlyList<string>> change)
    {
        lock (call.Repository.Gate)
        {
            Issue issue = call.FindIssue() ?? throw GitHubRefusal.NotFound();
            IReadOnlyList<string> names = change([.. issue.Labels.Select(label => label.Name)]);
            return call.Repository.Issues.Change(issue.Number, new() { Labels = names }, call.Act(clock));
        }
    }

    private static IReadOnlyList<string> ReadNames(Fields body)
    {
        IReadOnlyList<string>? names = NameList.Read(body, "labels", "name", IssueInputReader.MaxLabelLength);
        body.Check("Label");
        return names ?? [];
    }

    private static Answer Show(GitHubCall call, Issue issue) => call.ShowList(
        $"/issues/{issue.Number}/labels", issue.Labels, (writer, label) => LabelJson.Write(writer, call.Repository, label, call.Links));
}
