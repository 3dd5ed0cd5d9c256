using System.Globalization;
using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>Schemas FieldDetails, FieldMetadata and FieldCreateMetadata.</summary>
internal static class FieldJson
{
    private const string CustomPrefix = "customfield_";

    public static void WriteDetails(Utf8JsonWriter writer, IssueField field)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, field.Id);
        writer.WriteString("key"u8, field.Id);
        writer.WriteString("name"u8, field.Name);
        writer.WriteBoolean("custom"u8, field.IsCustom);
        writer.WriteBoolean("orderable"u8, field.Read is not null);
        writer.WriteBoolean("navigable"u8, field.IsNavigable);
        writer.WriteBoolean("searchable"u8, true);
        writer.WriteArray("clauseNames"u8, field.Clauses, writer.WriteStringValue);
        WriteSchema(writer, field);
        writer.WriteEndObject();
    }

    /// <summary>How a field is to be filled; <paramref name="withId"/> as creating an issue lists it.</summary>
    public static void WriteMetadata(Utf8JsonWriter writer, IssueField field, JiraView view, bool withId, bool isRequired)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("required"u8, isRequired);
        WriteSchema(writer, field);
        writer.WriteString("name"u8, field.Name);
        writer.WriteString("key"u8, field.Id);
        if (withId)
        {
            writer.WriteString("fieldId"u8, field.Id);
        }

        writer.WriteBoolean("hasDefaultValue"u8, field == IssueFields.Priority);
        writer.WriteArray("operations"u8, field.Operations, writer.WriteStringValue);
        WriteAllowed(writer, field, view);
        writer.WriteEndObject();
    }

    private static void WriteAllowed(Utf8JsonWriter writer, IssueField field, JiraView view)
    {
        switch (field.Id)
        {
            case "priority":
                writer.WriteArray("allowedValues"u8, Catalog.Priorities, item => CatalogJson.Write(writer, item, view));
                break;
            case "resolution":
                writer.WriteArray("allowedValues"u8, Catalog.Resolutions, item => CatalogJson.Write(writer, item, view));
                break;
            case "issuetype":
                writer.WriteArray("allowedValues"u8, Catalog.IssueTypes, item => CatalogJson.Write(writer, item, view));
                break;
        }
    }

    private static void WriteSchema(Utf8JsonWriter writer, IssueField field)
    {
        writer.WriteStartObject("schema"u8);
        writer.WriteString("type"u8, field.Schema.Type);
        if (field.Schema.Items is { } items)
        {
            writer.WriteString("items"u8, items);
        }

        if (field.Schema.Custom is { } custom)
        {
            writer.WriteString("custom"u8, custom);
            writer.WriteNumber("customId"u8, long.Parse(field.Id.AsSpan(CustomPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteString("system"u8, field.Id);
        }

        writer.WriteEndObject();
    }
}
