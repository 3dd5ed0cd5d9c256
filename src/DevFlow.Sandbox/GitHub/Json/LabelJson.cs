using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema label.</summary>
internal static class LabelJson
{
    public static void Write(Utf8JsonWriter writer, Repository repository, Label label, Links links)
    {
        LabelFields fields = label.Fields;
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, label.Id);
        writer.WriteString("node_id"u8, label.NodeId);
        writer.WriteAddress("url"u8, links.Api, repository.ApiPath, "/labels/" + Uri.EscapeDataString(fields.Name));
        writer.WriteString("name"u8, fields.Name);
        writer.WriteString("color"u8, fields.Color);
        writer.WriteBoolean("default"u8, false);
        writer.WriteString("description"u8, fields.Description);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, Label label, Links links)
    {
        writer.WritePropertyName(name);
        Write(writer, repository, label, links);
    }

    public static void WriteAll(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, IReadOnlyList<Label> labels, Links links)
    {
        writer.WriteStartArray(name);
        foreach (Label label in labels)
        {
            Write(writer, repository, label, links);
        }

        writer.WriteEndArray();
    }
}
