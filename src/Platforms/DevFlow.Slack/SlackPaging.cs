using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Slack;

/// <summary>Slack's pages: the items under a name of their own, the cursor of the next page in <c>response_metadata</c>.</summary>
internal static class SlackPaging
{
    /// <param name="page">An answer's body.</param>
    /// <param name="asked">The address it came from.</param>
    public static Uri? Next(JsonElement page, Uri asked) =>
        Payload.Text(page, "response_metadata.next_cursor") is string cursor ? WebAddress.WithQuery(asked, "cursor", cursor) : null;

    /// <summary>The items of a page; null where the answer is none: only a page has a cursor, an empty one at the end.</summary>
    public static JsonElement? Items(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object
        && answer.TryGetProperty("response_metadata", out JsonElement metadata)
        && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty("next_cursor", out _)
            ? PagedAnswer.FindItems(answer, "response_metadata")
            : null;
}
