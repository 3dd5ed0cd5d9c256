using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace DevFlow.Platforms;

/// <summary>Reads single values of a payload by path; what is missing or of another kind reads as null.</summary>
internal static class Payload
{
    private const int MaxDepth = 64;

    /// <summary>Parses a delivery's body.</summary>
    /// <param name="json">The body; copied, for its buffer belongs to the caller and the event outlives it.</param>
    /// <param name="unreadable">Makes the error of what is wrong with it.</param>
    public static JsonElement Parse(ReadOnlySpan<byte> json, Func<string, Exception?, DevFlowException> unreadable)
    {
        // The reader leaves the bytes inside strings unchecked until somebody asks for them.
        if (!Utf8.IsValid(json))
        {
            throw unreadable("its body is not UTF-8", null);
        }

        try
        {
            JsonElement payload = JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return payload.ValueKind != JsonValueKind.Object ? throw unreadable("its body is not a JSON object", null)
                : NamesAreText(json) ? payload
                : throw unreadable("a name in it is half a character", null);
        }
        catch (JsonException broken)
        {
            throw unreadable("its body is not JSON, or nested too deeply", broken);
        }
    }

    // An escaped half of a surrogate pair is JSON by its grammar, but no text: every look for another name would throw on its way past it.
    private static bool NamesAreText(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
        {
            return true;
        }

        try
        {
            Utf8JsonReader reader = new(json);
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, ValueIsEscaped: true })
                {
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Reads a string or a number as text.</summary>
    /// <param name="payload">The payload's root.</param>
    /// <param name="path">Property names parted by dots; several paths parted by <c>|</c> are tried in turn.</param>
    public static string? Text(JsonElement payload, string path)
    {
        foreach (Range alternative in path.AsSpan().Split('|'))
        {
            if (Find(payload, path.AsSpan()[alternative]) is JsonElement value && Text(value) is string text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>Reads true or false.</summary>
    public static bool? Flag(JsonElement payload, string path) => Find(payload, path) is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag ? flag.GetBoolean() : null;

    /// <summary>Reads a list of texts; empty where there is none.</summary>
    public static IReadOnlyList<string> Texts(JsonElement payload, string path) =>
        Find(payload, path) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(Text).OfType<string>()] : [];

    /// <summary>Reads a list; empty where there is none.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement payload, string path) =>
        Find(payload, path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>Reads an object.</summary>
    public static JsonElement? Object(JsonElement payload, string path) => Find(payload, path) is { ValueKind: JsonValueKind.Object } found ? found : null;

    /// <summary>Reads an address that a browser opens.</summary>
    public static Uri? Address(JsonElement payload, string path) =>
        Uri.TryCreate(Text(payload, path), UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp) ? address : null;

    /// <summary>Reads a moment: ISO 8601, with "UTC" for "Z" too, or epoch seconds as a number.</summary>
    public static DateTimeOffset? Time(JsonElement payload, string path)
    {
        foreach (Range alternative in path.AsSpan().Split('|'))
        {
            if (Find(payload, path.AsSpan()[alternative]) is JsonElement value && Time(value) is DateTimeOffset time)
            {
                return time;
            }
        }

        return null;
    }

    /// <summary>Reads a moment in milliseconds since 1970.</summary>
    public static DateTimeOffset? Milliseconds(JsonElement payload, string path) =>
        Find(payload, path) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long milliseconds) && milliseconds is > 0 and < 253_402_300_800_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    private static JsonElement? Find(JsonElement payload, ReadOnlySpan<char> path)
    {
        JsonElement value = payload;
        foreach (Range segment in path.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(path[segment], out value))
            {
                return null;
            }
        }

        return value;
    }

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: JSON by its grammar, but no text.
            return null;
        }
    }

    private static DateTimeOffset? Time(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            return value.TryGetInt64(out long seconds) && seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        }

        string? text = Text(value);
        bool read = DateTimeOffset.TryParse(
            text?.EndsWith(" UTC", StringComparison.Ordinal) == true ? text[..^4] : text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time);
        return read ? time : null;
    }
}
