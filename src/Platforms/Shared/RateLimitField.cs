using System.Globalization;
using System.Net.Http.Headers;

namespace DevFlow.Platforms;

/// <summary>
/// Reads <c>RateLimit</c> and <c>RateLimit-Policy</c> (draft-ietf-httpapi-ratelimit-headers): lists of names in quotes with
/// parameters, as <c>"burst";q=100;w=60, "daily";q=1000;w=86400</c>. Parameters that are no whole numbers are passed over.
/// </summary>
internal static class RateLimitField
{
    private const int MaxItems = 16;

    /// <summary>The items by name; none of a field that is malformed, which must be ignored.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Read(HttpResponseHeaders headers, string name)
    {
        Dictionary<string, IReadOnlyDictionary<string, long>> items = new(StringComparer.Ordinal);
        if (!headers.NonValidated.TryGetValues(name, out HeaderStringValues values))
        {
            return items;
        }

        ReadOnlySpan<char> rest = string.Join(',', values).AsSpan().Trim();
        while (!rest.IsEmpty)
        {
            int length = rest[0] == '"' ? rest[1..].IndexOf('"') : -1;
            if (length < 0 || items.Count == MaxItems)
            {
                items.Clear();
                return items;
            }

            string item = rest.Slice(1, length).ToString();
            rest = rest[(length + 2)..];
            int end = rest.IndexOf(',');
            items[item] = Parameters(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? [] : rest[(end + 1)..].Trim();
        }

        return items;
    }

    private static Dictionary<string, long> Parameters(ReadOnlySpan<char> text)
    {
        Dictionary<string, long> parameters = new(StringComparer.Ordinal);
        foreach (Range range in text.Split(';'))
        {
            ReadOnlySpan<char> parameter = text[range].Trim();
            int equals = parameter.IndexOf('=');
            if (equals > 0 && long.TryParse(parameter[(equals + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                parameters[parameter[..equals].ToString()] = number;
            }
        }

        return parameters;
    }
}
