using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>Schema Changelog.</summary>
internal static class ChangeJson
{
    public static void Write(Utf8JsonWriter writer, Change change, JiraView view)
    {
        writer.WriteStartObject();
        writer.WriteId(change.Id);
        writer.WritePropertyName("author"u8);
        UserJson.Write(writer, change.Author, view);
        writer.WriteMoment("created"u8, change.At);
        WriteItems(writer, change);
        writer.WriteEndObject();
    }

    public static void WriteItems(Utf8JsonWriter writer, Change change) => writer.WriteArray("items"u8, change.Items, item =>
    {
        writer.WriteStartObject();
        writer.WriteString("field"u8, item.Field);
        writer.WriteString("fieldtype"u8, item.FieldId.StartsWith("customfield_", StringComparison.Ordinal) ? "custom" : "jira");
        writer.WriteString("fieldId"u8, item.FieldId);
        writer.WriteString("from"u8, item.From);
        writer.WriteString("fromString"u8, item.FromText);
        writer.WriteString("to"u8, item.To);
        writer.WriteString("toString"u8, item.ToText);
        writer.WriteEndObject();
    });
}
