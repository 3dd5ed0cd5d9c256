using System.Buffers;
using System.Text.Json;

namespace DevFlow.Core.Events;

/// <summary>An event by which the engine tells of itself.</summary>
internal static class EngineEvent
{
    /// <param name="topic">The topic, which is its type as well.</param>
    /// <param name="time">When it happened.</param>
    /// <param name="writeData">Writes the properties of its data.</param>
    public static Event Of(string topic, DateTimeOffset time, Action<Utf8JsonWriter> writeData)
    {
        ArrayBufferWriter<byte> data = new();
        using (Utf8JsonWriter json = new(data))
        {
            json.WriteStartObject();
            writeData(json);
            json.WriteEndObject();
        }

        return new Event
        {
            Id = Guid.CreateVersion7(time).ToString("N"),
            Source = EventRules.SessionSource,
            Type = topic,
            Topic = topic,
            Time = time,
            Data = JsonElement.Parse(data.WrittenSpan),
        };
    }
}
