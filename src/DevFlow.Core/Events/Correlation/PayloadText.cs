using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace DevFlow.Core.Events.Correlation;

/// <summary>Reads text out of a payload, within bounds.</summary>
internal static class PayloadText
{
    // No description is longer; a whole file pasted into a field is not read at all.
    private const int MaxRawBytes = 1024 * 1024;
    private const int MaxCharacters = 64 * 1024;
    private const int MaxDepth = 64;

    /// <summary>A string or a number as text; null for everything else.</summary>
    public static string? Scalar(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                return value.GetRawText();
            case JsonValueKind.String when JsonMarshal.GetRawUtf8Value(value).Length <= MaxRawBytes:
                try
                {
                    return value.GetString();
                }
                catch (InvalidOperationException)
                {
                    // An escaped half of a surrogate pair: JSON by its grammar, but no text.
                    return null;
                }

            default:
                return null;
        }
    }

    /// <summary>The prose of a place: a string, or the texts and addresses of a tree, one line a block.</summary>
    public static string? Prose(JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            string? text = Scalar(value);
            return text is { Length: > MaxCharacters } ? text[..MaxCharacters] : text;
        }

        StringBuilder running = new();
        StringBuilder addresses = new();
        Walk(value, running, addresses, MaxDepth);
        return running.Append('\n').Append(addresses).ToString();
    }

    // Text runs of one list are one text ("see ABC-" in plain, "123" in bold); an address stands for itself.
    private static void Walk(JsonElement value, StringBuilder running, StringBuilder addresses, int depth)
    {
        if (depth == 0 || running.Length + addresses.Length > MaxCharacters)
        {
            return;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement element in value.EnumerateArray())
            {
                Walk(element, running, addresses, depth - 1);
            }

            running.Append('\n');
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in value.EnumerateObject())
            {
                if (property.Value.ValueKind is JsonValueKind.Object)
                {
                    Walk(property.Value, running, addresses, depth - 1);
                }
                else if (property.Value.ValueKind is JsonValueKind.Array)
                {
                    // Marks of a text run are lists too: they must not part it from the next run.
                    Walk(property.Value, property.NameEquals("marks"u8) ? addresses : running, addresses, depth - 1);
                }
                else if (property.NameEquals("text"u8))
                {
                    running.Append(Scalar(property.Value));
                }
                else if (property.NameEquals("url"u8) || property.NameEquals("href"u8))
                {
                    addresses.Append(Scalar(property.Value)).Append('\n');
                }
            }
        }
    }
}
