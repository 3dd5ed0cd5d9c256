using System.Globalization;
using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>The body of a delivery. Things look as in version 2, with plain texts, on both products.</summary>
internal static class PayloadJson
{
    private static readonly FieldSelection OfComment = FieldSelection.Of(["summary", "issuetype", "project", "assignee", "priority", "status"], "*all");

    public static void Write(Utf8JsonWriter writer, JiraEvent happened, DateTimeOffset now, JiraView view)
    {
        writer.WriteStartObject();
        writer.WriteNumber("timestamp"u8, now.ToUnixTimeMilliseconds());
        writer.WriteString("webhookEvent"u8, happened.Name);
        switch (happened)
        {
            case { Comment: { } comment, Issue: { } issue }:
                writer.WritePropertyName("comment"u8);
                CommentJson.Write(writer, issue, comment, view);
                writer.WritePropertyName("issue"u8);
                IssueJson.Write(writer, issue, view, OfComment);
                writer.WriteString("eventType"u8, "primaryAction");
                break;
            case { Issue: { } issue }:
                WriteIssue(writer, happened, issue, view);
                break;
            case { Link: { } link }:
                WriteLink(writer, link);
                break;
            case { Sprint: { } sprint }:
                writer.WritePropertyName("sprint"u8);
                SprintJson.Write(writer, sprint, view);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteIssue(Utf8JsonWriter writer, JiraEvent happened, Issue issue, JiraView view)
    {
        writer.WriteString("issue_event_type_name"u8, happened.IssueEventType);
        writer.WritePropertyName("user"u8);
        UserJson.Write(writer, happened.User, view);
        writer.WritePropertyName("issue"u8);
        IssueJson.Write(writer, issue, view, FieldSelection.All);
        if (happened.Change is { } change)
        {
            writer.WriteStartObject("changelog"u8);
            writer.WriteString("id"u8, change.Id.ToString(CultureInfo.InvariantCulture));
            ChangeJson.WriteItems(writer, change);
            writer.WriteEndObject();
        }
    }

    private static void WriteLink(Utf8JsonWriter writer, IssueLink link)
    {
        writer.WriteStartObject("issueLink"u8);
        writer.WriteNumber("id"u8, link.Id);
        writer.WriteNumber("sourceIssueId"u8, link.Outward.Id);
        writer.WriteNumber("destinationIssueId"u8, link.Inward.Id);
        writer.WriteStartObject("issueLinkType"u8);
        writer.WriteNumber("id"u8, long.Parse(link.Type.Id, CultureInfo.InvariantCulture));
        writer.WriteString("name"u8, link.Type.Name);
        writer.WriteString("outwardName"u8, link.Type.Outward);
        writer.WriteString("inwardName"u8, link.Type.Inward);
        writer.WriteBoolean("isSubTaskLinkType"u8, false);
        writer.WriteBoolean("isSystemLinkType"u8, false);
        writer.WriteEndObject();
        writer.WriteNumber("sequence"u8, 0);
        writer.WriteEndObject();
    }
}
