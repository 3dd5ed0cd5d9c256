using System.Globalization;
using System.Net.Http.Headers;

namespace DevFlow.GitHub;

/// <summary>Reads the headers of GitHub's answers; what is missing, doubled or malformed reads as null.</summary>
internal static class GitHubHeaders
{
    private static readonly string[] ExpiryForms = ["yyyy-MM-dd HH:mm:ss 'UTC'", "yyyy-MM-dd HH:mm:ss zzz"];

    public static string? Single(HttpHeaders headers, string name)
    {
        if (!headers.NonValidated.TryGetValues(name, out HeaderStringValues values) || values.Count != 1)
        {
            return null;
        }

        string value = values.ToString().Trim();

        // .NET takes any control character but line breaks and NUL, and values end up in messages on a terminal.
        return value.Length == 0 || value.Any(char.IsControl) ? null : value;
    }

    /// <summary>Reads a list parted by commas, such as that of <c>X-OAuth-Scopes</c>.</summary>
    public static IReadOnlyList<string> List(string? value) =>
        value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Reads <c>GitHub-Authentication-Token-Expiration</c>: "2026-12-31 10:00:00 UTC" or "2026-12-31 10:00:00 +0000".</summary>
    public static DateTimeOffset? Expiry(string? value)
    {
        // "zzz" reads an offset with or without the colon that GitHub leaves out.
        bool read = DateTimeOffset.TryParseExact(
            value, ExpiryForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset expiry);
        return read ? expiry : null;
    }

    /// <summary>Finds the address of a relation in the Link header (RFC 8288); <c>&lt;address&gt;; rel="next", ...</c>.</summary>
    public static string? Link(string? header, string relation)
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
