using System.Text.Json;

namespace DevFlow.Sandbox.GitLab;

/// <summary>The payload of a change to an issue.</summary>
/// <remarks>https://docs.gitlab.com/user/project/integrations/webhook_events/#work-item-events</remarks>
internal static class IssuePayload
{
    public static void Write(Utf8JsonWriter writer, Issue issue, string action, User user, IReadOnlyList<Change> changes)
    {
        writer.WriteStartObject();
        writer.WriteString("object_kind"u8, "issue");
        writer.WriteString("event_type"u8, issue.IsConfidential ? "confidential_issue" : "issue");
        IssuablePayload.Write(writer, issue, action, user, changes, WriteAttributes);
        writer.WriteEndObject();
    }

    /// <summary>The fields of an issue in its own payload and in that of a note on it.</summary>
    public static void WriteAttributes(Utf8JsonWriter writer, Issue issue)
    {
        writer.WriteNumber("author_id"u8, issue.Author.Id);
        writer.WriteHookTime("closed_at"u8, issue.ClosedAt);
        writer.WriteBoolean("confidential"u8, issue.IsConfidential);
        writer.WriteHookTime("created_at"u8, issue.CreatedAt);
        writer.WriteString("description"u8, issue.Description);
        writer.WriteOptional("discussion_locked"u8, issue.IsDiscussionLocked);
        writer.WriteString("due_date"u8, issue.DueDate);
        writer.WriteNumber("id"u8, issue.Id);
        writer.WriteNumber("iid"u8, issue.Iid);
        writer.WriteNull("milestone_id"u8);
        writer.WriteNumber("project_id"u8, issue.Project.Id);
        writer.WriteNumber("state_id"u8, issue.State == Issuable.Opened ? 1 : 2);
        writer.WriteString("title"u8, issue.Title);
        writer.WriteHookTime("updated_at"u8, issue.UpdatedAt);
        writer.WriteOptional("weight"u8, issue.Weight);
        writer.WriteString("type"u8, "Issue");
        writer.WriteString("url"u8, issue.WebUrl);
        writer.WriteString("state"u8, issue.State);
        writer.WriteString("severity"u8, "unknown");
        PayloadParts.WriteLabels(writer, issue);
    }
}
