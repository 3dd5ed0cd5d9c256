using System.Text.Json;

namespace DevFlow.Sandbox.Slack;

/// <summary>Forms that many of Slack's objects share.</summary>
internal static class SlackJson
{
    public static void WriteTexts(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a structure as it was given, if it was.</summary>
    public static void WriteGiven(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, JsonElement? given)
    {
        if (given is { } element)
        {
            writer.WritePropertyName(name);
            element.WriteTo(writer);
        }
    }

    /// <summary>Writes a text unless it is null.</summary>
    public static void WriteText(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    public static void WriteReactions(this Utf8JsonWriter writer, IReadOnlyList<Reaction> reactions)
    {
        if (reactions.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("reactions"u8);
        foreach (Reaction reaction in reactions)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, reaction.Name);
            writer.WriteTexts("users"u8, reaction.Users);
            writer.WriteNumber("count"u8, reaction.Users.Count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the pictures of an app or a team in the sizes asked for.</summary>
    public static void WriteIcons(this Utf8JsonWriter writer, Workspace workspace, string id, params ReadOnlySpan<int> sizes)
    {
        foreach (int size in sizes)
        {
            writer.WriteString($"image_{size}", $"{workspace.Origin}/avatars/{id}-{size}.png");
        }
    }

    public static void WriteTeam(this Utf8JsonWriter writer, Workspace workspace)
    {
        writer.WriteStartObject("team"u8);
        writer.WriteString("id"u8, workspace.Id);
        writer.WriteString("name"u8, workspace.Name);
        writer.WriteEndObject();
    }
}
