using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>Schemas IssueLink and LinkedIssue.</summary>
internal static class IssueLinkJson
{
    /// <summary>The whole link.</summary>
    public static void Write(Utf8JsonWriter writer, IssueLink link, JiraView view)
    {
        writer.WriteStartObject();
        WriteMembers(writer, link, view);
        writer.WritePropertyName("inwardIssue"u8);
        WriteLinked(writer, link.Inward, view);
        writer.WritePropertyName("outwardIssue"u8);
        WriteLinked(writer, link.Outward, view);
        writer.WriteEndObject();
    }

    /// <summary>As one of the two issues shows it: with the other one.</summary>
    public static void Write(Utf8JsonWriter writer, IssueLink link, Issue from, JiraView view)
    {
        writer.WriteStartObject();
        WriteMembers(writer, link, view);
        bool isOutward = link.Outward == from;
        writer.WritePropertyName(isOutward ? "inwardIssue"u8 : "outwardIssue"u8);
        WriteLinked(writer, isOutward ? link.Inward : link.Outward, view);
        writer.WriteEndObject();
    }

    /// <summary>An issue as its links, its sub-tasks and its parent show it.</summary>
    public static void WriteLinked(Utf8JsonWriter writer, Issue issue, JiraView view)
    {
        writer.WriteStartObject();
        writer.WriteId(issue.Id);
        writer.WriteString("key"u8, issue.Key);
        writer.WriteString("self"u8, $"{view.Api}/issue/{issue.Id}");
        writer.WriteStartObject("fields"u8);
        writer.WriteString("summary"u8, issue.Summary);
        writer.WritePropertyName("status"u8);
        CatalogJson.Write(writer, issue.Status, view);
        writer.WritePropertyName("priority"u8);
        CatalogJson.Write(writer, issue.Priority, view);
        writer.WritePropertyName("issuetype"u8);
        CatalogJson.Write(writer, issue.Type, view);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, IssueLink link, JiraView view)
    {
        writer.WriteId(link.Id);
        writer.WriteString("self"u8, $"{view.Api}/issueLink/{link.Id}");
        writer.WritePropertyName("type"u8);
        CatalogJson.Write(writer, link.Type, view);
    }
}
