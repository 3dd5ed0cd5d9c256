using System.Globalization;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Issues.</summary>
internal sealed class IssueRoutes(GitLabState state, GitLabEvents events)
{
    private const string Issues = "/api/v4/projects/{id}/issues";
    private const string Issue = Issues + "/{issue_iid}";

    private const string Common =
        "description assignee_ids:numbers assignee_id:number milestone_id:number labels:texts add_labels:texts remove_labels:texts due_date "
        + "confidential:flag discussion_locked:flag issue_type:issue|incident|test_case|requirement|task|ticket weight:number epic_id:number epic_iid:number ";

    public IEnumerable<GitLabRoute> Routes =>
    [
        new("GET", Issues, List)
        {
            Parameters = "state:opened|closed|all order_by:created_at|due_date|label_priority|milestone_due|popularity|priority|relative_position|title|updated_at|weight "
                + "sort:asc|desc labels:texts iids:numbers search in author_id:number author_username assignee_id:number scope:created-by-me|assigned-to-me|created_by_me|assigned_to_me|all "
                + "confidential:flag created_after:date created_before:date updated_after:date updated_before:date with_labels_details:flag cursor",
        },
        new("GET", Issue, call => Show(call.FindIssue(), StatusCodes.Status200OK)),
        new("POST", Issues, Create)
        {
            Limit = LimitSettings.Issues,
            Parameters = "title! created_at:date merge_request_to_resolve_discussions_of:number discussion_to_resolve iid:number " + Common,
        },
        new("PUT", Issue, Change) { Parameters = "title updated_at:date created_at state_event:reopen|close " + Common },
        new("DELETE", Issue, Delete) { Access = AccessLevel.Planner },
    ];

    private static Answer List(GitLabCall call)
    {
        bool? isConfidential = call.Fields.Flag("confidential");
        Issue[] found = [.. IssuableInput.Filter(call, call.Project.Issues.Where(issue =>
            call.CanSee(issue) && (isConfidential is null || issue.IsConfidential == isConfidential)))];
        return Paging.Show(call, found, IssueJson.Write, issue => issue.Id.ToString(CultureInfo.InvariantCulture));
    }

    private static Answer Show(Issue? issue, int status) =>
        issue is null ? GitLabProblem.NotFound() : Answer.Json(status, writer => IssueJson.Write(writer, issue));

    private Answer Create(GitLabCall call)
    {
        if (IssuableInput.CheckTitle(call.Fields) is { } refusal)
        {
            return refusal;
        }

        Issue issue = state.AddIssue(call.Project, call.Fields.Text("title")!, call.User);
        Apply(call, issue);
        events.IssueChanged(issue, "open", call.User, [], call.Exchange.Answered);
        return Show(issue, StatusCodes.Status201Created);
    }

    private Answer Change(GitLabCall call)
    {
        if (call.FindIssue() is not { } issue)
        {
            return GitLabProblem.NotFound();
        }

        if (issue.Author != call.User && call.Access < AccessLevel.Planner)
        {
            return GitLabProblem.Forbidden();
        }

        if (IssuableInput.CheckTitle(call.Fields) is { } refusal)
        {
            return refusal;
        }

        IReadOnlyList<Change> changes = Apply(call, issue);
        string action = IssuableInput.ApplyStateEvent(call, issue);
        events.IssueChanged(issue, action, call.User, changes, call.Exchange.Answered);
        return Show(issue, StatusCodes.Status200OK);
    }

    private static Answer Delete(GitLabCall call)
    {
        if (call.FindIssue() is not { } issue)
        {
            return GitLabProblem.NotFound();
        }

        call.Project.Issues.Remove(issue);
        return GitLabCall.NoContent();
    }

    private IReadOnlyList<Change> Apply(GitLabCall call, Issue issue)
    {
        Fields fields = call.Fields;
        issue.IsConfidential = fields.Flag("confidential") ?? issue.IsConfidential;
        issue.Type = fields.Text("issue_type") is { Length: > 0 } type ? type : issue.Type;
        issue.DueDate = fields.Has("due_date") ? fields.Moment("due_date")?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : issue.DueDate;
        issue.Weight = fields.Has("weight") ? fields.Number("weight") : issue.Weight;
        return IssuableInput.Apply(fields, issue, state, call.Now);
    }
}
