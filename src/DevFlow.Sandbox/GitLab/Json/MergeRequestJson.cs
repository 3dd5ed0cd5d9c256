using System.Text.Json;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Merge requests in answers.</summary>
internal static class MergeRequestJson
{
    /// <summary>The form of lists.</summary>
    public static void WriteBasic(Utf8JsonWriter writer, MergeRequest request)
    {
        writer.WriteStartObject();
        WriteBasicFields(writer, request);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, MergeRequest request, User user)
    {
        Project project = request.Project;
        string? target = project.Branches.GetValueOrDefault(request.TargetBranch)?.Id;
        writer.WriteStartObject();
        WriteBasicFields(writer, request);
        writer.WriteBoolean("subscribed"u8, request.Author == user);
        writer.WriteString("changes_count"u8, "1");
        writer.WritePropertyName("head_pipeline"u8);
        if (project.Pipelines.FindLast(pipeline => pipeline.Commit == request.Head) is { } pipeline)
        {
            PipelineJson.Write(writer, pipeline);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteStartObject("diff_refs"u8);
        writer.WriteString("base_sha"u8, target);
        writer.WriteString("head_sha"u8, request.Head.Id);
        writer.WriteString("start_sha"u8, target);
        writer.WriteEndObject();
        writer.WriteNull("merge_error"u8);
        writer.WriteStartObject("user"u8);
        writer.WriteBoolean("can_merge"u8, request.CanBeMergedBy(user));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void WriteApprovals(Utf8JsonWriter writer, MergeRequest request, User user)
    {
        bool hasApproved = request.IsApprovedBy(user);
        writer.WriteStartObject();
        writer.WriteBoolean("user_has_approved"u8, hasApproved);
        writer.WriteBoolean("user_can_approve"u8, !hasApproved && request.Project.AccessOf(user) >= AccessLevel.Developer);
        writer.WriteBoolean("approved"u8, request.Approvals.Count > 0 && request.Approvals.Count >= request.RequiredApprovals);
        writer.WriteStartArray("approved_by"u8);
        foreach ((User approver, DateTimeOffset at) in request.Approvals)
        {
            writer.WriteStartObject();
            UserJson.Write(writer, "user"u8, approver, request.Project.Origin);
            writer.WriteTime("approved_at"u8, at);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteBasicFields(Utf8JsonWriter writer, MergeRequest request)
    {
        Project project = request.Project;
        IssuableJson.WriteFields(writer, request);
        UserJson.Write(writer, "merged_by"u8, request.MergedBy, project.Origin);
        UserJson.Write(writer, "merge_user"u8, request.MergedBy, project.Origin);
        writer.WriteTime("merged_at"u8, request.MergedAt);
        writer.WriteString("target_branch"u8, request.TargetBranch);
        writer.WriteString("source_branch"u8, request.SourceBranch);
        UserJson.WriteList(writer, "reviewers"u8, request.Reviewers, project.Origin);
        writer.WriteNumber("source_project_id"u8, project.Id);
        writer.WriteNumber("target_project_id"u8, project.Id);
        writer.WriteBoolean("draft"u8, request.IsDraft);
        writer.WriteBoolean("work_in_progress"u8, request.IsDraft);
        writer.WriteBoolean("merge_when_pipeline_succeeds"u8, false);
        writer.WriteString("merge_status"u8, request.MergeStatus);
        writer.WriteString("detailed_merge_status"u8, request.DetailedStatus);
        writer.WriteString("sha"u8, request.Head.Id);
        writer.WriteString("merge_commit_sha"u8, request.MergeCommit?.Id);
        writer.WriteNull("squash_commit_sha"u8);
        writer.WriteBoolean("should_remove_source_branch"u8, request.RemovesSourceBranch);
        writer.WriteBoolean("force_remove_source_branch"u8, request.RemovesSourceBranch);
        writer.WriteTime("prepared_at"u8, request.CreatedAt);
        writer.WriteString("reference"u8, request.Reference);
        writer.WriteBoolean("squash"u8, request.IsSquashed);
        writer.WriteBoolean("squash_on_merge"u8, request.IsSquashed);
        writer.WriteBoolean("has_conflicts"u8, request.HasConflicts);
        writer.WriteBoolean("blocking_discussions_resolved"u8, true);
    }
}
