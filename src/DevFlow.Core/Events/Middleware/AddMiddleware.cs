using System.Buffers;
using System.Text.Json;

namespace DevFlow.Core.Events.Middleware;

/// <summary>Adds properties to payloads that are objects and do not have them.</summary>
/// <param name="properties">A JSON object.</param>
internal sealed class AddMiddleware(JsonElement properties) : PayloadMiddleware
{
    protected override Event Pass(Event passing)
    {
        JsonElement data = passing.GetData();
        if (data.ValueKind is not JsonValueKind.Object)
        {
            return passing;
        }

        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            foreach (JsonProperty property in data.EnumerateObject())
            {
                property.WriteTo(json);
            }

            foreach (JsonProperty property in properties.EnumerateObject().Where(property => !data.TryGetProperty(property.Name, out _)))
            {
                property.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return passing with { Payload = new EventPayload(buffer.WrittenMemory) };
    }
}
