using System.Text.Json;

namespace DevFlow.Platforms;

/// <summary>Reads pages of lists.</summary>
internal static class PagedAnswer
{
    /// <summary>The items of a page that wraps them: the one array there is beside what marks it as a page.</summary>
    /// <param name="answer">The body.</param>
    /// <param name="marks">Members of which a page has one.</param>
    public static JsonElement? FindItems(JsonElement answer, params ReadOnlySpan<string> marks)
    {
        if (answer.ValueKind != JsonValueKind.Object || !HasAny(answer, marks))
        {
            return null;
        }

        JsonElement? items = null;
        foreach (JsonProperty member in answer.EnumerateObject().Where(static member => member.Value.ValueKind == JsonValueKind.Array))
        {
            if (items is not null)
            {
                return null;
            }

            items = member.Value;
        }

        return items;
    }

    /// <summary>Reads an answer that the engine's chain has buffered. Its text is read in pooled memory: a long list is many large pages.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="platform">The platform's name, for the error.</param>
    /// <param name="itemsOf">Finds the array.</param>
    /// <param name="read">Reads one item; null leaves out what is none.</param>
    /// <param name="following">Reads where the list goes on.</param>
    public static ItemPage<T> Read<T>(
        HttpResponseMessage response, string platform, Func<JsonElement, JsonElement?> itemsOf, Func<JsonElement, T?> read, Func<JsonElement, IReadOnlyList<Uri>> following)
        where T : PlatformItem
    {
        Uri asked = response.RequestMessage!.RequestUri!;
        try
        {
            using JsonDocument document = JsonDocument.Parse(response.Content.ReadAsStream());
            return itemsOf(document.RootElement) is { ValueKind: JsonValueKind.Array } items
                ? new ItemPage<T>([.. items.EnumerateArray().Select(read).OfType<T>()], following(document.RootElement))
                : throw CallFailure.NotThePlatform(platform, asked);
        }
        catch (JsonException broken)
        {
            throw CallFailure.NotThePlatform(platform, asked, broken);
        }
    }

    private static bool HasAny(JsonElement answer, ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (answer.TryGetProperty(name, out _))
            {
                return true;
            }
        }

        return false;
    }
}
