using System.Text.Json;

namespace DevFlow.Platforms;

/// <summary>Reads single values of a JSON object that holds secrets, straight from its bytes; what is missing or of another kind reads as null.</summary>
internal readonly ref struct SecretJson(ReadOnlySpan<byte> json)
{
    private readonly ReadOnlySpan<byte> _json = json;

    /// <summary>A text that is secret; the caller disposes it.</summary>
    /// <param name="path">Property names parted by dots.</param>
    public SecretBuffer? Secret(string path)
    {
        if (Find(path) is not { TokenType: JsonTokenType.String, ValueSpan.Length: > 0 } found)
        {
            return null;
        }

        // Escapes only shorten it.
        using SecretBuffer text = new(found.ValueSpan.Length);
        int length = found.CopyString(text.Writable);
        return new SecretBuffer(text.Bytes[..length]);
    }

    public string? Text(string path) => Find(path) is { TokenType: JsonTokenType.String } found ? found.GetString() : null;

    public long? Number(string path) => Find(path) is { TokenType: JsonTokenType.Number } found && found.TryGetInt64(out long number) ? number : null;

    public bool? Flag(string path) => Find(path).TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => null,
    };

    /// <summary>The texts of a list; null where there is none.</summary>
    public IReadOnlyList<string>? Texts(string path)
    {
        Utf8JsonReader reader = Find(path);
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        List<string> texts = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            texts.Add(reader.GetString()!);
        }

        return texts;
    }

    // At the value; of kind None where there is none, or where the text is not JSON.
    private Utf8JsonReader Find(string path)
    {
        try
        {
            Utf8JsonReader reader = new(_json);
            if (!reader.Read())
            {
                return default;
            }

            foreach (string name in path.Split('.'))
            {
                if (!TryEnter(ref reader, name))
                {
                    return default;
                }
            }

            return reader;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static bool TryEnter(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isIt = reader.ValueTextEquals(name);
            reader.Read();
            if (isIt)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
