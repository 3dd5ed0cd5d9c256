using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Milestones of a repository.</summary>
internal sealed class MilestoneRoutes(SandboxClock clock)
{
    private const string Page = "issues/milestones#";
    private const string Resource = "Milestone";

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read("/milestones", "issues", $"{Page}list-milestones", ListAsync),
        RepositoryRoute.Write("POST", "/milestones", "issues", $"{Page}create-a-milestone", CreateAsync),
        RepositoryRoute.Read("/milestones/{milestone_number}", "issues", $"{Page}get-a-milestone", GetAsync),
        RepositoryRoute.Write("PATCH", "/milestones/{milestone_number}", "issues", $"{Page}update-a-milestone", ChangeAsync),
        RepositoryRoute.Write("DELETE", "/milestones/{milestone_number}", "issues", $"{Page}delete-a-milestone", DeleteAsync),
    ];

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        // The description knows no 422 here: what is not one of the words counts as not given.
        string wanted = call.Query["state"].ToString();
        IEnumerable<Milestone> found = call.Repository.Milestones.List()
            .Where(milestone => wanted == "all" || milestone.Fields.IsClosed == (wanted == "closed"));
        found = call.Query["sort"] == "completeness"
            ? found.OrderBy(milestone => (double)milestone.ClosedIssues / Math.Max(1, milestone.ClosedIssues + milestone.OpenIssues))
            : found.OrderBy(milestone => milestone.Fields.DueOn ?? DateTimeOffset.MaxValue);
        return new(call.ShowList(
            "/milestones", [.. call.Query["direction"] == "desc" ? found.Reverse() : found], (writer, milestone) => MilestoneJson.Write(writer, call.Repository, milestone, call.Links)));
    }

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        call.Repository.Milestones.Find(call.Number("milestone_number")) is not { } milestone
            ? call.NotFound()
            : call.Show(writer => MilestoneJson.Write(writer, call.Repository, milestone, call.Links)));

    private ValueTask<Answer> CreateAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            Act act = call.Act(clock);
            string? title = body.Text("title", required: true, maxLength: 255);
            Milestone milestone = call.Repository.Milestones.Add(Read(body, new(title ?? "", act.At), act), act);
            return call.ShowNew(
                $"{call.Repository.ApiPath}/milestones/{milestone.Number}", writer => MilestoneJson.Write(writer, call.Repository, milestone, call.Links));
        },
        cancellationToken);

    private ValueTask<Answer> ChangeAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            Act act = call.Act(clock);
            Milestone milestone = call.Repository.Milestones.Change(
                call.Number("milestone_number"), before => Read(body, before with { Title = body.Text("title", maxLength: 255) ?? before.Title }, act), act);
            return call.Show(writer => MilestoneJson.Write(writer, call.Repository, milestone, call.Links));
        },
        cancellationToken,
        isOptional: true);

    private ValueTask<Answer> DeleteAsync(GitHubCall call, CancellationToken cancellationToken) => call.Change(() =>
    {
        call.Repository.Milestones.Remove(call.Number("milestone_number"), call.Act(clock));
        return Answer.Empty(StatusCodes.Status204NoContent);
    });

    private static MilestoneFields Read(Fields body, MilestoneFields before, Act act)
    {
        string? wanted = body.OneOf("state", "open", "closed");
        MilestoneFields after = before with
        {
            Description = body.Has("description") ? body.Text("description") : before.Description,
            DueOn = body.Has("due_on") ? body.Moment("due_on") : before.DueOn,
            ClosedAt = wanted is null ? before.ClosedAt : wanted == "closed" ? before.ClosedAt ?? act.At : null,
            UpdatedAt = act.At,
        };
        body.Check(Resource);
        return after;
    }
}
