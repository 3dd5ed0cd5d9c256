using System.Buffers;
using System.IO.Enumeration;
using System.Text.Json;

namespace DevFlow.Core.Events.Middleware;

/// <summary>Takes the values of properties out of payloads, at any depth, before anybody keeps or sees them.</summary>
/// <param name="names">Names of properties; <c>*</c> stands for any characters, <c>?</c> for one, case does not matter.</param>
internal sealed class RedactMiddleware(IReadOnlyList<string> names) : PayloadMiddleware
{
    public const string Placeholder = "***";

    protected override Event Pass(Event passing)
    {
        JsonElement data = passing.GetData();
        if (!Holds(data))
        {
            return passing;
        }

        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            Write(json, data);
        }

        return passing with { Payload = new EventPayload(buffer.WrittenMemory) };
    }

    private bool Fits(string name)
    {
        foreach (string pattern in names)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true))
            {
                return true;
            }
        }

        return false;
    }

    private bool Holds(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(property => Fits(property.Name) || Holds(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(Holds),
        _ => false,
    };

    private void Write(Utf8JsonWriter json, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    json.WritePropertyName(property.Name);
                    if (Fits(property.Name))
                    {
                        json.WriteStringValue(Placeholder);
                    }
                    else
                    {
                        Write(json, property.Value);
                    }
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                element.WriteTo(json);
                break;
        }
    }
}
