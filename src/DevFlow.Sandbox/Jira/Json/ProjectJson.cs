using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>Schema Project.</summary>
internal static class ProjectJson
{
    public static void Write(Utf8JsonWriter writer, Project project, JiraView view)
    {
        writer.WriteStartObject();
        WriteMembers(writer, project, view);
        writer.WriteEndObject();
    }

    /// <summary>With what only the project itself shows.</summary>
    public static void WriteFull(Utf8JsonWriter writer, Project project, JiraView view)
    {
        writer.WriteStartObject();
        writer.WriteString("expand"u8, "description,lead,issueTypes,url,projectKeys,permissions,insight");
        WriteMembers(writer, project, view);
        writer.WriteString("description"u8, project.Description);
        writer.WritePropertyName("lead"u8);
        UserJson.Write(writer, project.Lead, view);
        writer.WriteString("assigneeType"u8, "UNASSIGNED");
        writer.WriteStartArray("components"u8);
        writer.WriteEndArray();
        writer.WriteStartArray("versions"u8);
        writer.WriteEndArray();
        writer.WriteStartObject("roles"u8);
        writer.WriteEndObject();
        writer.WriteArray("issueTypes"u8, Catalog.IssueTypes, type => CatalogJson.Write(writer, type, view));
        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, Project project, JiraView view)
    {
        writer.WriteString("self"u8, $"{view.Api}/project/{project.Id}");
        writer.WriteId(project.Id);
        writer.WriteString("key"u8, project.Key);
        writer.WriteString("name"u8, project.Name);
        writer.WriteString("projectTypeKey"u8, "software");
        if (view.IsCloud)
        {
            writer.WriteBoolean("simplified"u8, false);
            writer.WriteString("style"u8, "classic");
            writer.WriteBoolean("isPrivate"u8, project.Members.Count > 0);
        }

        writer.WriteAvatars($"{view.Root}/secure/projectavatar/{project.Id}");
    }
}
