using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Jira;

/// <summary>
/// Connect's <c>qsh</c>: SHA-256, in hexadecimal, of <c>METHOD&amp;path&amp;query</c> in canonical form. The path is the one below the
/// app's base address, so that must be the listener's origin.
/// </summary>
internal static class QueryStringHash
{
    public static string Of(string method, string target) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(method, target))));

    /// <summary>Sorted by name, values of one name sorted and parted by commas, all percent-encoded, without the token itself.</summary>
    public static string Canonical(string method, string target)
    {
        int mark = target.IndexOf('?');
        string path = (mark < 0 ? target : target[..mark]).TrimEnd('/').Replace("&", "%26", StringComparison.Ordinal);
        IEnumerable<string> query = (mark < 0 ? "" : target[(mark + 1)..])
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(static part => part.Split('=', 2))
            .Select(static part => (Name: Encode(part[0]), Value: part.Length == 2 ? Encode(part[1]) : ""))
            .Where(static part => part.Name != "jwt")
            .GroupBy(static part => part.Name, static part => part.Value, StringComparer.Ordinal)
            .OrderBy(static group => group.Key, StringComparer.Ordinal)
            .Select(static group => $"{group.Key}={string.Join(',', group.Order(StringComparer.Ordinal))}");
        return $"{method}&{(path.Length == 0 ? "/" : path)}&{string.Join('&', query)}";
    }

    // As sent it may be encoded in other ways: a plus for a space, letters that need none.
    private static string Encode(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text.Replace('+', ' ')));
}
