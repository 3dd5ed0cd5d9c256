using System.Text.Json;

namespace DevFlow.Sandbox.GitHub;

/// <summary>An entry of <c>errors</c>.</summary>
internal sealed record GraphQlError(string Message)
{
    /// <summary>GitHub's word for it: <c>NOT_FOUND</c>, <c>RATE_LIMITED</c>.</summary>
    public string? Type { get; init; }

    public IReadOnlyList<string>? Path { get; init; }

    public GraphQlLocation? Location { get; init; }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (Type is not null)
        {
            writer.WriteString("type"u8, Type);
        }

        if (Path is not null)
        {
            writer.WriteStartArray("path"u8);
            foreach (string part in Path)
            {
                writer.WriteStringValue(part);
            }

            writer.WriteEndArray();
        }

        if (Location is { } location)
        {
            writer.WriteStartArray("locations"u8);
            writer.WriteStartObject();
            writer.WriteNumber("line"u8, location.Line);
            writer.WriteNumber("column"u8, location.Column);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteString("message"u8, Message);
        writer.WriteEndObject();
    }
}
