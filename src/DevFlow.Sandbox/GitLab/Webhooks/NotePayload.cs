using System.Text.Json;

namespace DevFlow.Sandbox.GitLab;

/// <summary>The payload of a comment.</summary>
/// <remarks>https://docs.gitlab.com/user/project/integrations/webhook_events/#comment-events</remarks>
internal static class NotePayload
{
    public static void Write(Utf8JsonWriter writer, Issuable owner, Note note, string action)
    {
        writer.WriteStartObject();
        writer.WriteString("object_kind"u8, "note");
        writer.WriteString("event_type"u8, note.IsInternal ? "confidential_note" : "note");
        PayloadParts.WriteUser(writer, "user"u8, note.Author);
        writer.WriteNumber("project_id"u8, owner.Project.Id);
        PayloadParts.WriteProject(writer, owner.Project);
        writer.WriteStartObject("object_attributes"u8);
        writer.WriteNumber("author_id"u8, note.Author.Id);
        writer.WriteHookTime("created_at"u8, note.CreatedAt);
        writer.WriteString("discussion_id"u8, note.DiscussionId);
        writer.WriteNumber("id"u8, note.Id);
        writer.WriteBoolean("internal"u8, note.IsInternal);
        writer.WriteString("note"u8, note.Body);
        writer.WriteNumber("noteable_id"u8, owner.Id);
        writer.WriteString("noteable_type"u8, owner.TypeName);
        writer.WriteNumber("project_id"u8, owner.Project.Id);
        writer.WriteBoolean("system"u8, false);
        writer.WriteHookTime("updated_at"u8, note.UpdatedAt);
        writer.WriteString("url"u8, $"{owner.WebUrl}#note_{note.Id}");
        writer.WriteString("action"u8, action);
        writer.WriteEndObject();
        PayloadParts.WriteRepository(writer, owner.Project);
        if (owner is Issue issue)
        {
            writer.WriteStartObject("issue"u8);
            IssuePayload.WriteAttributes(writer, issue);
        }
        else
        {
            writer.WriteStartObject("merge_request"u8);
            MergeRequestPayload.WriteAttributes(writer, (MergeRequest)owner);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
