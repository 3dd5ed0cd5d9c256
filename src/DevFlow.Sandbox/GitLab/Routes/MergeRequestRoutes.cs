using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Merge requests but for merging and approving.</summary>
internal sealed class MergeRequestRoutes(GitLabState state, GitLabEvents events)
{
    public const string List = "/api/v4/projects/{id}/merge_requests";
    public const string One = List + "/{merge_request_iid}";

    private const string Common =
        "assignee_id:number assignee_ids:numbers reviewer_ids:numbers description labels:texts add_labels:texts remove_labels:texts milestone_id:number "
        + "remove_source_branch:flag allow_collaboration:flag allow_maintainer_to_push:flag squash:flag merge_after approvals_before_merge:number ";

    public IEnumerable<GitLabRoute> Routes =>
    [
        new("GET", List, ShowList)
        {
            Access = AccessLevel.Reporter,
            Parameters = "state:opened|closed|locked|merged|all order_by:created_at|label_priority|milestone_due|popularity|priority|title|updated_at|merged_at sort:asc|desc "
                + "labels:texts iids:numbers search in source_branch target_branch author_id:number author_username assignee_id:number view:simple "
                + "scope:created-by-me|assigned-to-me|created_by_me|assigned_to_me|reviews_for_me|all created_after:date created_before:date updated_after:date updated_before:date",
        },
        new("GET", One, call => Show(call, call.FindMergeRequest(), StatusCodes.Status200OK))
        {
            Access = AccessLevel.Reporter, Parameters = "render_html:flag include_diverged_commits_count:flag include_rebase_in_progress:flag",
        },
        new("POST", List, Create)
        {
            Access = AccessLevel.Developer, Parameters = "title! source_branch! target_branch! target_project_id:number " + Common,
        },
        new("PUT", One, Change)
        {
            Access = AccessLevel.Reporter, Parameters = "title target_branch state_event:close|reopen discussion_locked:flag " + Common,
        },
        new("DELETE", One, Delete) { Access = AccessLevel.Owner },
    ];

    public static Answer Show(GitLabCall call, MergeRequest? request, int status) =>
        request is null ? GitLabProblem.NotFound() : Answer.Json(status, writer => MergeRequestJson.Write(writer, request, call.User));

    private static Answer ShowList(GitLabCall call)
    {
        string? source = call.Fields.Text("source_branch");
        string? target = call.Fields.Text("target_branch");
        MergeRequest[] found = [.. IssuableInput.Filter(call, call.Project.MergeRequests.Where(request =>
            (source is null || request.SourceBranch == source) && (target is null || request.TargetBranch == target)))];
        return Paging.Show(call, found, MergeRequestJson.WriteBasic);
    }

    private Answer Create(GitLabCall call)
    {
        Project project = call.Project;
        string source = call.Fields.Text("source_branch") ?? "";
        string target = call.Fields.Text("target_branch") ?? "";
        if ((IssuableInput.CheckTitle(call.Fields) ?? CheckBranches(project, source, target)) is { } refusal)
        {
            return refusal;
        }

        MergeRequest request = state.AddMergeRequest(project, call.Fields.Text("title")!, source, target, call.User);
        Apply(call, request);
        events.MergeRequestChanged(request, "open", call.User, [], call.Exchange.Answered);
        return Show(call, request, StatusCodes.Status201Created);
    }

    private static Answer? CheckBranches(Project project, string source, string target)
    {
        if (source == target)
        {
            return GitLabProblem.Messages(StatusCodes.Status422UnprocessableEntity, "You can't use same project/branch for source and target");
        }

        foreach ((string kind, string name) in (ReadOnlySpan<(string, string)>)[("Source", source), ("Target", target)])
        {
            if (!project.Branches.ContainsKey(name))
            {
                return GitLabProblem.Messages(StatusCodes.Status422UnprocessableEntity, $"{kind} branch \"{name}\" does not exist");
            }
        }

        return project.MergeRequests.Find(request =>
                request.State == Issuable.Opened && request.SourceBranch == source && request.TargetBranch == target) is { } open
            ? GitLabProblem.Messages(StatusCodes.Status409Conflict, $"Another open merge request already exists for this source branch: {open.Reference}")
            : null;
    }

    private Answer Change(GitLabCall call)
    {
        if (call.FindMergeRequest() is not { } request)
        {
            return GitLabProblem.NotFound();
        }

        if (request.Author != call.User && call.Access < AccessLevel.Developer)
        {
            return GitLabProblem.Forbidden();
        }

        string? target = call.Fields.Text("target_branch");
        Answer? refusal = IssuableInput.CheckTitle(call.Fields)
            ?? (target is not null && target != request.TargetBranch ? CheckBranches(call.Project, request.SourceBranch, target) : null);
        if (refusal is not null)
        {
            return refusal;
        }

        request.TargetBranch = target ?? request.TargetBranch;
        IReadOnlyList<Change> changes = Apply(call, request);
        string action = IssuableInput.ApplyStateEvent(call, request);
        events.MergeRequestChanged(request, action, call.User, changes, call.Exchange.Answered);
        return Show(call, request, StatusCodes.Status200OK);
    }

    private static Answer Delete(GitLabCall call)
    {
        if (call.FindMergeRequest() is not { } request)
        {
            return GitLabProblem.NotFound();
        }

        call.Project.MergeRequests.Remove(request);
        return GitLabCall.NoContent();
    }

    private IReadOnlyList<Change> Apply(GitLabCall call, MergeRequest request)
    {
        Fields fields = call.Fields;
        request.RemovesSourceBranch = fields.Flag("remove_source_branch") ?? request.RemovesSourceBranch;
        request.IsSquashed = fields.Flag("squash") ?? request.IsSquashed;
        request.RequiredApprovals = (int?)fields.Number("approvals_before_merge") ?? request.RequiredApprovals;
        if (ParameterList.ReadNumbers(fields, "reviewer_ids") is { } reviewers)
        {
            request.Reviewers = IssuableInput.FindMembers(reviewers, request.Project, state);
        }

        return IssuableInput.Apply(fields, request, state, call.Now);
    }
}
