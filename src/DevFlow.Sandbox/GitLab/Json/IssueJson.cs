using System.Text.Json;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Issues in answers.</summary>
internal static class IssueJson
{
    public static void Write(Utf8JsonWriter writer, Issue issue)
    {
        string self = $"{issue.Project.ApiUrl}/issues/{issue.Iid}";
        writer.WriteStartObject();
        IssuableJson.WriteFields(writer, issue);
        writer.WriteString("type"u8, issue.Type.ToUpperInvariant());
        writer.WriteNumber("merge_requests_count"u8, 0);
        writer.WriteString("due_date"u8, issue.DueDate);
        writer.WriteBoolean("confidential"u8, issue.IsConfidential);
        writer.WriteString("issue_type"u8, issue.Type);
        writer.WriteOptional("weight"u8, issue.Weight);
        writer.WriteString("severity"u8, "UNKNOWN");
        writer.WriteStartObject("_links"u8);
        writer.WriteString("self"u8, self);
        writer.WriteString("notes"u8, self + "/notes");
        writer.WriteString("award_emoji"u8, self + "/award_emoji");
        writer.WriteString("project"u8, issue.Project.ApiUrl);
        writer.WriteNull("closed_as_duplicate_of"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
