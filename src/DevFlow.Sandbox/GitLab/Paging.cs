using System.Globalization;
using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Parts of lists: by page with the X- headers, or by key with a Link to what follows.</summary>
internal static class Paging
{
    private const int DefaultPerPage = 20;
    private const int MaxPerPage = 100;

    /// <summary>Beyond so many GitLab no longer counts: no total, no last page.</summary>
    private const int MaxCounted = 10_000;

    /// <summary>Answers with the part of a list that is asked for.</summary>
    /// <param name="call">The request.</param>
    /// <param name="items">All of the list, in its order.</param>
    /// <param name="write">Writes one.</param>
    /// <param name="key">Names an item for keyset paging; null where the list has none.</param>
    /// <param name="cursor">The parameter that carries the key of the last item seen.</param>
    public static Answer Show<T>(
        GitLabCall call, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write, Func<T, string>? key = null, string cursor = "cursor")
    {
        int perPage = Math.Clamp(Read(call.Query, "per_page", DefaultPerPage), 1, MaxPerPage);
        if (call.Query["pagination"] == "keyset")
        {
            return key is null
                ? GitLabProblem.Error(StatusCodes.Status405MethodNotAllowed, "Keyset pagination is not yet available for this type of request")
                : ShowAfter(call, items, perPage, write, key, cursor);
        }

        int page = Math.Max(1, Read(call.Query, "page", 1));
        WriteHeaders(call, items.Count, page, perPage);
        long first = (long)(page - 1) * perPage;
        return Write(items, (int)Math.Min(first, items.Count), perPage, write);
    }

    private static Answer ShowAfter<T>(
        GitLabCall call, IReadOnlyList<T> items, int perPage, Action<Utf8JsonWriter, T> write, Func<T, string> key, string cursor)
    {
        int first = 0;
        if (call.Query[cursor] is { Count: > 0 } last)
        {
            while (first < items.Count && key(items[first]) != last.ToString())
            {
                first++;
            }

            // A list that is cut off at the cursor already does not hold it.
            first = first == items.Count && cursor.StartsWith("id_", StringComparison.Ordinal) ? 0 : first + 1;
        }

        HttpResponse response = call.Response;
        response.Headers["X-Per-Page"] = Text(perPage);
        if (first + perPage < items.Count)
        {
            string next = Address(call, cursor, key(items[first + perPage - 1]));
            response.Headers["X-Next-Cursor"] = key(items[first + perPage - 1]);
            response.Headers.Link = $"<{next}>; rel=\"next\"";
        }

        return Write(items, Math.Min(first, items.Count), perPage, write);
    }

    private static Answer Write<T>(IReadOnlyList<T> items, int first, int count, Action<Utf8JsonWriter, T> write) =>
        GitLabCall.Ok(writer =>
        {
            writer.WriteStartArray();
            for (int i = first; i < Math.Min((long)first + count, items.Count); i++)
            {
                write(writer, items[i]);
            }

            writer.WriteEndArray();
        });

    private static void WriteHeaders(GitLabCall call, int total, int page, int perPage)
    {
        int last = Math.Max(1, (total + perPage - 1) / perPage);
        bool isCounted = total <= MaxCounted;
        IHeaderDictionary headers = call.Response.Headers;
        headers["X-Page"] = Text(page);
        headers["X-Per-Page"] = Text(perPage);
        headers["X-Prev-Page"] = page > 1 ? Text(page - 1) : "";
        headers["X-Next-Page"] = page < last ? Text(page + 1) : "";
        StringBuilder link = new();
        if (page > 1)
        {
            Append(call, link, Math.Min(page - 1, last), "prev");
        }

        if (page < last)
        {
            Append(call, link, page + 1, "next");
        }

        Append(call, link, 1, "first");
        if (isCounted)
        {
            headers["X-Total"] = Text(total);
            headers["X-Total-Pages"] = Text(last);
            Append(call, link, last, "last");
        }

        headers.Link = link.ToString();
    }

    private static void Append(GitLabCall call, StringBuilder link, int page, string relation) =>
        link.Append(link.Length > 0 ? ", " : "").Append('<').Append(Address(call, "page", Text(page))).Append(">; rel=\"").Append(relation).Append('"');

    private static string Address(GitLabCall call, string name, string value)
    {
        StringBuilder address = new();
        address.Append("http://").Append(call.Request.Host.Value).Append(Call.RawPath(call.Context)).Append('?');
        foreach ((string key, StringValues values) in call.Query)
        {
            foreach (string? known in key == name ? default : values)
            {
                address.Append(Uri.EscapeDataString(key)).Append('=').Append(Uri.EscapeDataString(known ?? "")).Append('&');
            }
        }

        return address.Append(name).Append('=').Append(Uri.EscapeDataString(value)).ToString();
    }

    private static int Read(IQueryCollection query, string name, int otherwise) =>
        int.TryParse(query[name].ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
