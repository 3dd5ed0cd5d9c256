using System.Buffers;
using System.Runtime.InteropServices;
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
        ReadOnlySpan<byte> present = CompactJson.Of(passing.Payload.Utf8);
        buffer.Write(present[..^1]);
        bool isFirst = present.Length == "{}".Length;
        foreach (JsonProperty property in properties.EnumerateObject().Where(property => !data.TryGetProperty(property.Name, out _)))
        {
            buffer.Write(isFirst ? ""u8 : ","u8);
            buffer.Write(JsonSerializer.SerializeToUtf8Bytes(property.Name));
            buffer.Write(":"u8);
            buffer.Write(JsonMarshal.GetRawUtf8Value(property.Value));
            isFirst = false;
        }

        buffer.Write("}"u8);
        return passing with { Payload = new EventPayload(buffer.WrittenMemory) };
    }
}
