using System.Text.Json;

namespace DevFlow.Sandbox.GitLab;

/// <summary>What issues and merge requests have in common in answers, and their notes.</summary>
internal static class IssuableJson
{
    public static void WriteFields(Utf8JsonWriter writer, Issuable issuable)
    {
        Project project = issuable.Project;
        writer.WriteNumber("id"u8, issuable.Id);
        writer.WriteNumber("iid"u8, issuable.Iid);
        writer.WriteNumber("project_id"u8, project.Id);
        writer.WriteString("title"u8, issuable.Title);
        writer.WriteString("description"u8, issuable.Description);
        writer.WriteString("state"u8, issuable.State);
        writer.WriteTime("created_at"u8, issuable.CreatedAt);
        writer.WriteTime("updated_at"u8, issuable.UpdatedAt);
        writer.WriteTime("closed_at"u8, issuable.ClosedAt);
        UserJson.Write(writer, "closed_by"u8, issuable.ClosedBy, project.Origin);
        writer.WriteTexts("labels"u8, issuable.Labels);
        writer.WriteNull("milestone"u8);
        UserJson.WriteList(writer, "assignees"u8, issuable.Assignees, project.Origin);
        UserJson.Write(writer, "assignee"u8, issuable.Assignees.Count > 0 ? issuable.Assignees[0] : null, project.Origin);
        UserJson.Write(writer, "author"u8, issuable.Author, project.Origin);
        writer.WriteNumber("user_notes_count"u8, issuable.Notes.Count);
        writer.WriteNumber("upvotes"u8, 0);
        writer.WriteNumber("downvotes"u8, 0);
        writer.WriteOptional("discussion_locked"u8, issuable.IsDiscussionLocked);
        writer.WriteString("web_url"u8, issuable.WebUrl);
        writer.WriteStartObject("time_stats"u8);
        writer.WriteNumber("time_estimate"u8, 0);
        writer.WriteNumber("total_time_spent"u8, 0);
        writer.WriteNull("human_time_estimate"u8);
        writer.WriteNull("human_total_time_spent"u8);
        writer.WriteEndObject();
        writer.WriteStartObject("task_completion_status"u8);
        writer.WriteNumber("count"u8, 0);
        writer.WriteNumber("completed_count"u8, 0);
        writer.WriteEndObject();
        writer.WriteStartObject("references"u8);
        writer.WriteString("short"u8, issuable.Reference);
        writer.WriteString("relative"u8, issuable.Reference);
        writer.WriteString("full"u8, project.FullPath + issuable.Reference);
        writer.WriteEndObject();
        writer.WriteBoolean("imported"u8, false);
        writer.WriteString("imported_from"u8, "none");
    }

    public static void WriteNote(Utf8JsonWriter writer, Issuable owner, Note note)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, note.Id);
        writer.WriteNull("type"u8);
        writer.WriteString("body"u8, note.Body);
        UserJson.Write(writer, "author"u8, note.Author, owner.Project.Origin);
        writer.WriteTime("created_at"u8, note.CreatedAt);
        writer.WriteTime("updated_at"u8, note.UpdatedAt);
        writer.WriteBoolean("system"u8, false);
        writer.WriteNumber("noteable_id"u8, owner.Id);
        writer.WriteString("noteable_type"u8, owner.TypeName);
        writer.WriteNumber("project_id"u8, owner.Project.Id);
        writer.WriteBoolean("resolvable"u8, false);
        writer.WriteBoolean("confidential"u8, note.IsInternal);
        writer.WriteBoolean("internal"u8, note.IsInternal);
        writer.WriteBoolean("imported"u8, false);
        writer.WriteString("imported_from"u8, "none");
        writer.WriteNumber("noteable_iid"u8, owner.Iid);
        writer.WriteStartObject("commands_changes"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
