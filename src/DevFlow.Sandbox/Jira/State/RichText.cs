using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>A text that version 3 shows as an Atlassian Document and version 2 as plain text, whichever way it came.</summary>
internal sealed class RichText
{
    private const int MaxDepth = 32;

    private readonly JsonElement _document;

    private RichText(string text, JsonElement document)
    {
        Text = text;
        _document = document;
    }

    public string Text { get; }

    public static RichText Of(string text) => new(text, default);

    /// <returns>Null where it is no document: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/.</returns>
    public static RichText? Of(JsonElement document)
    {
        if (!IsNode(document, "doc") || !document.TryGetProperty("version", out JsonElement version)
            || version.ValueKind != JsonValueKind.Number || version.GetRawText() != "1"
            || !document.TryGetProperty("content", out JsonElement content) || content.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        StringBuilder text = new();
        return Read(document, text, 0) ? new(text.ToString().TrimEnd('\n'), document) : null;
    }

    public void WriteDocument(Utf8JsonWriter writer)
    {
        if (_document.ValueKind == JsonValueKind.Object)
        {
            _document.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, "doc");
        writer.WriteNumber("version"u8, 1);
        writer.WriteStartArray("content"u8);
        foreach (string line in Text.Split('\n'))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "paragraph");
            writer.WriteStartArray("content"u8);
            if (line.Length > 0)
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, "text");
                writer.WriteString("text"u8, line);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static bool IsNode(JsonElement node, string? type = null) =>
        node.ValueKind == JsonValueKind.Object
        && node.TryGetProperty("type", out JsonElement name)
        && name.ValueKind == JsonValueKind.String
        && (type is null || name.ValueEquals(type));

    // Blocks end a line; a text node without its text is no document.
    private static bool Read(JsonElement node, StringBuilder text, int depth)
    {
        if (depth > MaxDepth || !IsNode(node) || !JsonBody.TryGetText(node.GetProperty("type"), out string type))
        {
            return false;
        }

        switch (type)
        {
            case "text":
                if (!node.TryGetProperty("text", out JsonElement words) || !JsonBody.TryGetText(words, out string value) || value.Length == 0)
                {
                    return false;
                }

                text.Append(value);
                return true;
            case "hardBreak":
                text.Append('\n');
                return true;
            case "mention" or "emoji" or "inlineCard" or "date" or "status":
                text.Append(Attribute(node, "text") ?? Attribute(node, "url") ?? "");
                return true;
        }

        if (node.TryGetProperty("content", out JsonElement content))
        {
            if (content.ValueKind != JsonValueKind.Array)
            {
                return false;
            }

            foreach (JsonElement child in content.EnumerateArray())
            {
                if (!Read(child, text, depth + 1))
                {
                    return false;
                }
            }
        }

        if (type is "paragraph" or "heading" or "codeBlock" or "rule")
        {
            text.Append('\n');
        }

        return true;
    }

    private static string? Attribute(JsonElement node, string name) =>
        node.TryGetProperty("attrs", out JsonElement attributes) && attributes.ValueKind == JsonValueKind.Object
        && attributes.TryGetProperty(name, out JsonElement value) && JsonBody.TryGetText(value, out string text)
            ? text
            : null;
}
