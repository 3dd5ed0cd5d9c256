using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>Sprints, as the agile API and the custom field show them.</summary>
internal static class SprintJson
{
    public static void Write(Utf8JsonWriter writer, Sprint sprint, JiraView view)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, sprint.Number);
        writer.WriteString("self"u8, $"{view.Agile}/sprint/{sprint.Id}");
        WriteMembers(writer, sprint);
        writer.WriteMoment("createdDate"u8, sprint.Created);
        writer.WriteNumber("originBoardId"u8, sprint.Board.Id);
        writer.WriteEndObject();
    }

    public static void WriteFieldValue(Utf8JsonWriter writer, Sprint sprint)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, sprint.Number);
        WriteMembers(writer, sprint);
        writer.WriteNumber("boardId"u8, sprint.Board.Id);
        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, Sprint sprint)
    {
        writer.WriteString("state"u8, sprint.State);
        writer.WriteString("name"u8, sprint.Name);
        if (sprint.Start is { } start)
        {
            writer.WriteMoment("startDate"u8, start);
        }

        if (sprint.End is { } end)
        {
            writer.WriteMoment("endDate"u8, end);
        }

        if (sprint.Completed is { } completed)
        {
            writer.WriteMoment("completeDate"u8, completed);
        }

        if (sprint.Goal is { } goal)
        {
            writer.WriteString("goal"u8, goal);
        }
    }
}
