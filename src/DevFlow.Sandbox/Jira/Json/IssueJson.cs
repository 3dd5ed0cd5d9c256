using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>Schema IssueBean.</summary>
internal static class IssueJson
{
    private const string Expandable = "operations,versionedRepresentations,editmeta,changelog,renderedFields";

    public static void Write(Utf8JsonWriter writer, Issue issue, JiraView view, FieldSelection fields, bool withHistory = false)
    {
        writer.WriteStartObject();
        writer.WriteString("expand"u8, Expandable);
        writer.WriteId(issue.Id);
        writer.WriteString("self"u8, $"{view.Api}/issue/{issue.Id}");
        writer.WriteString("key"u8, issue.Key);
        if (!fields.IsIdOnly)
        {
            writer.WriteStartObject("fields"u8);
            foreach (IssueField field in IssueFields.All)
            {
                if (fields.Includes(field) && (field != IssueFields.Parent || issue.Parent is not null))
                {
                    writer.WritePropertyName(field.Id);
                    field.Write(writer, issue, view);
                }
            }

            writer.WriteEndObject();
        }

        if (withHistory)
        {
            writer.WriteStartObject("changelog"u8);
            writer.WriteNumber("startAt"u8, 0);
            writer.WriteNumber("maxResults"u8, issue.History.Count);
            writer.WriteNumber("total"u8, issue.History.Count);
            writer.WriteArray("histories"u8, issue.History.Reverse(), change => ChangeJson.Write(writer, change, view));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
