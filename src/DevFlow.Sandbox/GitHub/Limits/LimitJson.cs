using System.Text.Json;
using DevFlow.Sandbox.Limits;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema rate-limit-overview.</summary>
internal static class LimitJson
{
    /// <summary>A window's end in whole seconds, never before it.</summary>
    public static long Seconds(DateTimeOffset moment) =>
        (moment.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;

    public static void Write(Utf8JsonWriter writer, LimitPool pool)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("resources"u8);
        for (int i = 0; i < LimitResource.All.Count; i++)
        {
            Write(writer, LimitResource.All[i].Name, pool.Primary(i).Read());
        }

        writer.WriteEndObject();
        Write(writer, "rate", pool.Primary(0).Read());
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, Reading reading)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("limit"u8, reading.Limit);
        writer.WriteNumber("used"u8, reading.Used);
        writer.WriteNumber("remaining"u8, reading.Remaining);
        writer.WriteNumber("reset"u8, Seconds(reading.ResetsAt));
        writer.WriteEndObject();
    }
}
