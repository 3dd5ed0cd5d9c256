using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>Schema RemoteIssueLink.</summary>
internal static class RemoteLinkJson
{
    public static void Write(Utf8JsonWriter writer, Issue issue, RemoteLink link, JiraView view)
    {
        writer.WriteStartObject();
        WriteIdentity(writer, issue, link, view);
        if (link.GlobalId is { } globalId)
        {
            writer.WriteString("globalId"u8, globalId);
        }

        foreach (string name in (ReadOnlySpan<string>)["application", "relationship", "object"])
        {
            if (link.Content.TryGetProperty(name, out JsonElement part))
            {
                writer.WritePropertyName(name);
                part.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>Id and address; the caller writes the object around them.</summary>
    public static void WriteIdentity(Utf8JsonWriter writer, Issue issue, RemoteLink link, JiraView view)
    {
        writer.WriteNumber("id"u8, link.Id);
        writer.WriteString("self"u8, $"{view.Api}/issue/{issue.Id}/remotelink/{link.Id}");
    }
}
