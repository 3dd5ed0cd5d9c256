using System.Globalization;
using System.Net.Http.Headers;

namespace DevFlow.Platforms;

/// <summary>Reads the headers of a platform's answers; what is missing, doubled or malformed reads as null.</summary>
internal static class AnswerHeaders
{
    private const string PageParameter = "page";

    // More addresses than a list can have, so that a header gone wrong fills no memory.
    private const int MaxPages = 100_000;

    public static string? Single(HttpHeaders headers, string name)
    {
        if (!headers.NonValidated.TryGetValues(name, out HeaderStringValues values) || values.Count != 1)
        {
            return null;
        }

        string value = values.ToString().Trim();

        // .NET takes any control character but line breaks and NUL, and values end up in messages on a terminal.
        return value.Length == 0 || value.AsSpan().ContainsAnyInRange('\0', '\u001F') || value.AsSpan().ContainsAnyInRange('\u007F', '\u009F') ? null : value;
    }

    /// <summary>The address of the next page by the Link header; null on the last page.</summary>
    /// <param name="response">A successful answer to a list request.</param>
    /// <param name="apiUri">The API, for an answer that does not know what was asked.</param>
    public static Uri? NextPage(HttpResponseMessage response, Uri apiUri)
    {
        ArgumentNullException.ThrowIfNull(response);
        return Page(response, response.RequestMessage?.RequestUri ?? apiUri, "next");
    }

    /// <summary>The addresses of all pages after this one, where the Link header counts them; else of the next one, or none.</summary>
    /// <param name="response">A successful answer to a list request that is numbered by <c>page</c>.</param>
    public static IReadOnlyList<Uri> FollowingPages(HttpResponseMessage response)
    {
        Uri asked = response.RequestMessage!.RequestUri!;
        if (Page(response, asked, "next") is not { } next)
        {
            return [];
        }

        return PageNumber(next) is long first && PageNumber(Page(response, asked, "last")) is long last && last - first is >= 0 and < MaxPages
            ? [.. Enumerable.Range(0, (int)(last - first) + 1).Select(step => WebAddress.WithQuery(next, PageParameter, (first + step).ToString(CultureInfo.InvariantCulture)))]
            : [next];
    }

    private static Uri? Page(HttpResponseMessage response, Uri asked, string relation) =>
        Link(Single(response.Headers, "Link"), relation) is { } link && Uri.TryCreate(asked, link, out Uri? page)

        // A page elsewhere would be asked for with this origin's credential.
        && Uri.Compare(asked, page, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0
            ? page
            : null;

    private static long? PageNumber(Uri? address)
    {
        string? field = address?.Query.TrimStart('?').Split('&').FirstOrDefault(static part => part.StartsWith(PageParameter + "=", StringComparison.Ordinal));
        return long.TryParse(field.AsSpan(field is null ? 0 : PageParameter.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
    }

    /// <summary>Finds the address of a relation in the Link header (RFC 8288); <c>&lt;address&gt;; rel="next", ...</c>.</summary>
    private static string? Link(string? header, string relation)
    {
        ReadOnlySpan<char> rest = header;
        while (true)
        {
            int open = rest.IndexOf('<');
            int close = open < 0 ? -1 : rest[open..].IndexOf('>');
            if (close < 0)
            {
                return null;
            }

            // Addresses may contain commas, so the parameters end where the next address begins.
            ReadOnlySpan<char> address = rest.Slice(open + 1, close - 1);
            rest = rest[(open + close + 1)..];
            int next = rest.IndexOf('<');
            if (HasRelation(next < 0 ? rest : rest[..next], relation))
            {
                return address.ToString();
            }
        }
    }

    private static bool HasRelation(ReadOnlySpan<char> parameters, string relation)
    {
        foreach (Range range in parameters.Split(';'))
        {
            ReadOnlySpan<char> parameter = parameters[range].Trim(" ,\t");
            if (!parameter.StartsWith("rel=", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            ReadOnlySpan<char> values = parameter["rel=".Length..].Trim('"');
            foreach (Range value in values.Split(' '))
            {
                if (values[value].Equals(relation, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
