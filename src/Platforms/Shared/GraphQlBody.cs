using System.Text.Json;

namespace DevFlow.Platforms;

/// <summary>Tells GraphQL requests that only read from those that change something.</summary>
internal static class GraphQlBody
{
    /// <summary>True for a JSON object without a mutation in it, named or not; a text with escapes that could hide one does not pass.</summary>
    public static bool IsQuery(byte[]? body) =>
        body is not null && body.AsSpan().IndexOf("mutation"u8) < 0 && body.AsSpan().IndexOf("\\u"u8) < 0 && IsJsonObject(body);

    private static bool IsJsonObject(byte[] body)
    {
        Utf8JsonReader reader = new(body);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
