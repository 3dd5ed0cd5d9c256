using System.Text.Json;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The <c>changes</c> of a webhook: what was there before.</summary>
internal static class ChangesJson
{
    public static void Write(Utf8JsonWriter writer, params ReadOnlySpan<(string Name, string? Before, string? After)> fields)
    {
        writer.WriteStartObject("changes"u8);
        foreach ((string name, string? before, string? after) in fields)
        {
            if (before != after)
            {
                WriteFrom(writer, name, before);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>A repository's new name.</summary>
    public static void WriteRename(Utf8JsonWriter writer, string before)
    {
        writer.WriteStartObject("changes"u8);
        writer.WriteStartObject("repository"u8);
        WriteFrom(writer, "name", before);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>A pull request's new base.</summary>
    public static void WriteBase(Utf8JsonWriter writer, PullRequest before)
    {
        writer.WriteStartObject("changes"u8);
        writer.WriteStartObject("base"u8);
        WriteFrom(writer, "ref", before.BaseRef);
        WriteFrom(writer, "sha", before.Base.Sha);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteFrom(Utf8JsonWriter writer, string name, string? before)
    {
        writer.WriteStartObject(name);
        writer.WriteString("from"u8, before ?? "");
        writer.WriteEndObject();
    }
}
