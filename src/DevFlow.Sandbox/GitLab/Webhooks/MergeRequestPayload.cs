using System.Text.Json;

namespace DevFlow.Sandbox.GitLab;

/// <summary>The payload of a change to a merge request.</summary>
/// <remarks>https://docs.gitlab.com/user/project/integrations/webhook_events/#merge-request-events</remarks>
internal static class MergeRequestPayload
{
    public static void Write(Utf8JsonWriter writer, MergeRequest request, string action, User user, IReadOnlyList<Change> changes)
    {
        writer.WriteStartObject();
        writer.WriteString("object_kind"u8, "merge_request");
        writer.WriteString("event_type"u8, "merge_request");
        IssuablePayload.Write(writer, request, action, user, changes, WriteAttributes);
        PayloadParts.WriteUsers(writer, "reviewers"u8, request.Reviewers);
        writer.WriteEndObject();
    }

    /// <summary>The fields of a merge request in its own payload and in that of a note on it.</summary>
    public static void WriteAttributes(Utf8JsonWriter writer, MergeRequest request)
    {
        writer.WriteNumber("author_id"u8, request.Author.Id);
        writer.WriteHookTime("created_at"u8, request.CreatedAt);
        writer.WriteString("description"u8, request.Description);
        writer.WriteBoolean("draft"u8, request.IsDraft);
        writer.WriteNumber("id"u8, request.Id);
        writer.WriteNumber("iid"u8, request.Iid);
        writer.WriteString("merge_commit_sha"u8, request.MergeCommit?.Id);
        writer.WriteString("merge_status"u8, request.MergeStatus);
        writer.WriteString("detailed_merge_status"u8, request.DetailedStatus);
        writer.WriteOptional("merge_user_id"u8, request.MergedBy?.Id);
        writer.WriteNull("milestone_id"u8);
        writer.WriteString("source_branch"u8, request.SourceBranch);
        writer.WriteNumber("source_project_id"u8, request.Project.Id);
        writer.WriteNumber("state_id"u8, request.State switch { Issuable.Opened => 1, Issuable.Closed => 2, _ => 3 });
        writer.WriteString("state"u8, request.State);
        writer.WriteString("target_branch"u8, request.TargetBranch);
        writer.WriteNumber("target_project_id"u8, request.Project.Id);
        writer.WriteString("title"u8, request.Title);
        writer.WriteHookTime("updated_at"u8, request.UpdatedAt);
        writer.WriteString("url"u8, request.WebUrl);
        writer.WriteBoolean("work_in_progress"u8, request.IsDraft);
        writer.WritePropertyName("last_commit"u8);
        PayloadParts.WriteCommit(writer, request.Project, request.Head);
        PayloadParts.WriteLabels(writer, request);
    }
}
