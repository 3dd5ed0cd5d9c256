using System.Text.Json;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema rate-limit-overview.</summary>
internal static class LimitJson
{
    /// <summary>What GitHub grants for search in a minute; the description demands the resource, the sandbox serves no search.</summary>
    private const int SearchLimit = 30;

    public static void Write(Utf8JsonWriter writer, LimitReading core, long now)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("resources"u8);
        Write(writer, "core"u8, core);
        Write(writer, "search"u8, new(SearchLimit, 0, now + 60));
        writer.WriteEndObject();
        Write(writer, "rate"u8, core);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, LimitReading reading)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("limit"u8, reading.Limit);
        writer.WriteNumber("used"u8, reading.Used);
        writer.WriteNumber("remaining"u8, reading.Remaining);
        writer.WriteNumber("reset"u8, reading.ResetsAt);
        writer.WriteEndObject();
    }
}
