using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>Boards of the agile API.</summary>
internal static class BoardJson
{
    public static void Write(Utf8JsonWriter writer, Board board, JiraView view)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, board.Id);
        writer.WriteString("self"u8, $"{view.Agile}/board/{board.Id}");
        writer.WriteString("name"u8, board.Name);
        writer.WriteString("type"u8, board.Type);
        writer.WriteStartObject("location"u8);
        writer.WriteNumber("projectId"u8, board.Project.Id);
        writer.WriteString("displayName"u8, $"{board.Project.Name} ({board.Project.Key})");
        writer.WriteString("projectName"u8, board.Project.Name);
        writer.WriteString("projectKey"u8, board.Project.Key);
        writer.WriteString("projectTypeKey"u8, "software");
        writer.WriteString("name"u8, $"{board.Project.Name} ({board.Project.Key})");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
