using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>Schemas StatusDetails, StatusCategory, IssueTypeDetails, Priority, Resolution and IssueLinkType.</summary>
internal static class CatalogJson
{
    public static void Write(Utf8JsonWriter writer, Status status, JiraView view)
    {
        writer.WriteStartObject();
        Begin(writer, status, view, "status");
        writer.WriteString("description"u8, "");
        writer.WriteString("iconUrl"u8, $"{view.Root}/images/icons/statuses/generic.png");
        writer.WritePropertyName("statusCategory"u8);
        Write(writer, status.Category, view);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, StatusCategory category, JiraView view)
    {
        writer.WriteStartObject();
        writer.WriteString("self"u8, $"{view.Api}/statuscategory/{category.Id}");
        writer.WriteNumber("id"u8, category.Id);
        writer.WriteString("key"u8, category.Key);
        writer.WriteString("colorName"u8, category.Color);
        writer.WriteString("name"u8, category.Name);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, IssueType type, JiraView view)
    {
        writer.WriteStartObject();
        WriteMembers(writer, type, view);
        writer.WriteEndObject();
    }

    /// <summary>What an issue type has in every place; the caller writes the object around it.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, IssueType type, JiraView view)
    {
        Begin(writer, type, view, "issuetype");
        writer.WriteString("description"u8, type.Description);
        writer.WriteString("iconUrl"u8, $"{view.Root}/images/icons/issuetypes/{Uri.EscapeDataString(type.Name.ToLowerInvariant())}.svg");
        writer.WriteBoolean("subtask"u8, type.IsSubtask);
        if (view.IsCloud)
        {
            writer.WriteNumber("hierarchyLevel"u8, type.Level);
        }
    }

    public static void Write(Utf8JsonWriter writer, Priority priority, JiraView view)
    {
        writer.WriteStartObject();
        Begin(writer, priority, view, "priority");
        writer.WriteString("description"u8, priority.Description);
        writer.WriteString("iconUrl"u8, $"{view.Root}/images/icons/priorities/{priority.Name.ToLowerInvariant()}.svg");
        writer.WriteString("statusColor"u8, priority.Color);
        if (view.IsCloud)
        {
            writer.WriteBoolean("isDefault"u8, priority == Catalog.DefaultPriority);
        }

        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, Resolution? resolution, JiraView view)
    {
        if (resolution is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        Begin(writer, resolution, view, "resolution");
        writer.WriteString("description"u8, resolution.Description);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, LinkType type, JiraView view)
    {
        writer.WriteStartObject();
        Begin(writer, type, view, "issueLinkType");
        writer.WriteString("inward"u8, type.Inward);
        writer.WriteString("outward"u8, type.Outward);
        writer.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter writer, INamed item, JiraView view, string resource)
    {
        writer.WriteString("self"u8, $"{view.Api}/{resource}/{item.Id}");
        writer.WriteString("id"u8, item.Id);
        writer.WriteString("name"u8, item.Name);
    }
}
