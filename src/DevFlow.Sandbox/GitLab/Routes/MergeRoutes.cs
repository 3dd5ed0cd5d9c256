using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Approving and merging, with GitLab's checks in GitLab's order.</summary>
internal sealed class MergeRoutes(GitLabState state, GitLabEvents events)
{
    private const string One = MergeRequestRoutes.One;

    public IEnumerable<GitLabRoute> Routes =>
    [
        new("GET", One + "/approvals", ShowApprovals) { Access = AccessLevel.Reporter },
        new("POST", One + "/approve", Approve) { Access = AccessLevel.Reporter, Parameters = "sha publish_review:flag approval_password" },
        new("POST", One + "/unapprove", Unapprove) { Access = AccessLevel.Reporter },
        new("PUT", One + "/merge", Merge)
        {
            Access = AccessLevel.Reporter,
            Parameters = "merge_commit_message squash_commit_message should_remove_source_branch:flag merge_when_pipeline_succeeds:flag auto_merge:flag sha squash:flag "
                + "skip_merge_train:flag",
        },
    ];

    private static Answer ShowApprovals(GitLabCall call) => Show(call, call.FindMergeRequest(), StatusCodes.Status200OK);

    private static Answer Show(GitLabCall call, MergeRequest? request, int status) =>
        request is null ? GitLabProblem.NotFound() : Answer.Json(status, writer => MergeRequestJson.WriteApprovals(writer, request, call.User));

    private Answer Approve(GitLabCall call)
    {
        if (call.FindMergeRequest() is not { } request)
        {
            return GitLabProblem.NotFound();
        }

        if (CheckHead(call, request) is { } refusal)
        {
            return refusal;
        }

        if (call.Access < AccessLevel.Developer || request.IsApprovedBy(call.User) || request.State == MergeRequest.Merged)
        {
            return GitLabProblem.Unauthorized();
        }

        request.Approvals.Add((call.User, call.Now));
        request.UpdatedAt = call.Now;
        bool isEnough = request.Approvals.Count == Math.Max(1, request.RequiredApprovals);
        events.MergeRequestChanged(request, isEnough ? "approved" : "approval", call.User, [], call.Exchange.Answered);
        return Show(call, request, StatusCodes.Status201Created);
    }

    private Answer Unapprove(GitLabCall call)
    {
        if (call.FindMergeRequest() is not { } request || request.Approvals.RemoveAll(approval => approval.User == call.User) == 0)
        {
            return GitLabProblem.NotFound();
        }

        request.UpdatedAt = call.Now;
        bool wasEnough = request.Approvals.Count + 1 == Math.Max(1, request.RequiredApprovals);
        events.MergeRequestChanged(request, wasEnough ? "unapproved" : "unapproval", call.User, [], call.Exchange.Answered);
        return Show(call, request, StatusCodes.Status201Created);
    }

    // 401 where the user may not, 405 where nobody may now, 409 where the head is another, 422 where git cannot.
    private Answer Merge(GitLabCall call)
    {
        if (call.FindMergeRequest() is not { } request)
        {
            return GitLabProblem.NotFound();
        }

        if (!request.CanBeMergedBy(call.User))
        {
            return GitLabProblem.Unauthorized();
        }

        if (request.DetailedStatus is not ("mergeable" or "conflict"))
        {
            return GitLabProblem.Message(StatusCodes.Status405MethodNotAllowed, "405 Method Not Allowed");
        }

        if (CheckHead(call, request) is { } refusal)
        {
            return refusal;
        }

        if (request.HasConflicts || !call.Project.Branches.ContainsKey(request.TargetBranch))
        {
            return GitLabProblem.Message(StatusCodes.Status422UnprocessableEntity, "Branch cannot be merged");
        }

        Carry(call, request);
        return MergeRequestRoutes.Show(call, request, StatusCodes.Status200OK);
    }

    private void Carry(GitLabCall call, MergeRequest request)
    {
        Project project = call.Project;
        Commit before = project.Branches[request.TargetBranch];
        string message = call.Fields.Text("merge_commit_message")
            ?? $"Merge branch '{request.SourceBranch}' into '{request.TargetBranch}'\n\n{request.Title}\n\nSee merge request {project.FullPath}{request.Reference}";
        Commit after = state.AddCommit(project, request.TargetBranch, message, call.User, request.Head.Id);
        request.Merge(call.User, after, call.Now);
        request.UpdatedAt = call.Now;
        events.Pushed(project, request.TargetBranch, before, after, call.User, call.Exchange.Answered);
        if ((call.Fields.Flag("should_remove_source_branch") ?? request.RemovesSourceBranch)
            && request.SourceBranch != project.DefaultBranch
            && project.Branches.Remove(request.SourceBranch, out Commit? source))
        {
            events.Pushed(project, request.SourceBranch, source, null, call.User, call.Exchange.Answered);
        }

        events.MergeRequestChanged(request, "merge", call.User, [new("state", Issuable.Opened, MergeRequest.Merged)], call.Exchange.Answered);
    }

    private static Answer? CheckHead(GitLabCall call, MergeRequest request) =>
        call.Fields.Text("sha") is { Length: > 0 } sha && sha != request.Head.Id
            ? GitLabProblem.Message(StatusCodes.Status409Conflict, $"SHA does not match HEAD of source branch: {request.Head.Id}")
            : null;
}
