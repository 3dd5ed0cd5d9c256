using System.Globalization;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Jira;

/// <summary>
/// Where a list goes on: by <c>startAt</c>, <c>maxResults</c> and <c>total</c> or <c>isLast</c>, by <c>nextPageToken</c>, or by the <c>after</c> of <c>next</c>. The
/// <c>nextPage</c> some answers have names the site even where the gateway was asked, so it is never followed.
/// </summary>
internal static class JiraPaging
{
    // More than a list can have, so that an answer gone wrong fills no memory.
    private const int MaxPages = 100_000;

    /// <param name="page">An answer's body.</param>
    /// <param name="asked">The address it came from.</param>
    public static Uri? Next(JsonElement page, Uri asked)
    {
        bool? isLast = Payload.Flag(page, "isLast");
        if (isLast == true)
        {
            return null;
        }

        // What webhooks failed to deliver goes on after a moment.
        if (Uri.TryCreate(Payload.Text(page, "next"), UriKind.Absolute, out Uri? named)
            && named.Query.TrimStart('?').Split('&').FirstOrDefault(static part => part.StartsWith("after=", StringComparison.Ordinal)) is { } after)
        {
            return WebAddress.WithQuery(asked, "after", Uri.UnescapeDataString(after["after=".Length..]));
        }

        if (Payload.Text(page, "nextPageToken") is string token)
        {
            return WebAddress.WithQuery(asked, "nextPageToken", token);
        }

        if (Number(page, "startAt") is not long start || Number(page, "maxResults") is not (> 0 and long size))
        {
            return null;
        }

        long next = start + size;
        bool goesOn = Number(page, "total") is long total ? next < total : isLast == false;
        return goesOn ? WithStart(asked, next) : null;
    }

    /// <summary>Where the list goes on: all pages, where this one tells how many items there are.</summary>
    /// <param name="page">An answer's body.</param>
    /// <param name="asked">The address it came from.</param>
    public static IReadOnlyList<Uri> Following(JsonElement page, Uri asked)
    {
        if (Next(page, asked) is not { } next)
        {
            return [];
        }

        if (Number(page, "startAt") is not long start || Number(page, "maxResults") is not (> 0 and long size) || Number(page, "total") is not long total)
        {
            return [next];
        }

        long count = (total - start - 1) / size;
        return [.. Enumerable.Range(1, (int)Math.Min(count, MaxPages)).Select(step => WithStart(asked, start + (step * size)))];
    }

    /// <summary>The items of a page; null where the answer is none.</summary>
    public static JsonElement? Items(JsonElement answer) => PagedAnswer.FindItems(answer, "startAt", "nextPageToken", "isLast", "maxResults");

    private static Uri WithStart(Uri asked, long start) => WebAddress.WithQuery(asked, "startAt", start.ToString(CultureInfo.InvariantCulture));

    private static long? Number(JsonElement page, string name) =>
        page.ValueKind == JsonValueKind.Object && page.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number is >= 0 and < int.MaxValue
            ? number
            : null;
}
