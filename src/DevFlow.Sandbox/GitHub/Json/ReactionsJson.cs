using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema reaction-rollup; nobody reacts in a sandbox.</summary>
internal static class ReactionsJson
{
    public static void Write(Utf8JsonWriter writer, Links links, string apiPath)
    {
        writer.WriteStartObject("reactions"u8);
        writer.WriteAddress("url"u8, links.Api, apiPath, "/reactions");
        writer.WriteNumber("total_count"u8, 0);
        writer.WriteNumber("+1"u8, 0);
        writer.WriteNumber("-1"u8, 0);
        writer.WriteNumber("laugh"u8, 0);
        writer.WriteNumber("hooray"u8, 0);
        writer.WriteNumber("confused"u8, 0);
        writer.WriteNumber("heart"u8, 0);
        writer.WriteNumber("rocket"u8, 0);
        writer.WriteNumber("eyes"u8, 0);
        writer.WriteEndObject();
    }
}
