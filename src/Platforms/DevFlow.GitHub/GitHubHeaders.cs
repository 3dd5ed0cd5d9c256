using System.Globalization;

namespace DevFlow.GitHub;

/// <summary>Reads the headers of GitHub's answers; what is missing, doubled or malformed reads as null.</summary>
internal static class GitHubHeaders
{
    private static readonly string[] ExpiryForms = ["yyyy-MM-dd HH:mm:ss 'UTC'", "yyyy-MM-dd HH:mm:ss zzz"];

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
}
