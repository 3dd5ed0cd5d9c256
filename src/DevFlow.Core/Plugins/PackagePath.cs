namespace DevFlow.Core.Plugins;

/// <summary>Which names files of a plugin may have: the same file on every system, and never one outside of the plugin's folder.</summary>
internal static class PackagePath
{
    private const int MaxLength = 180;
    private const int MaxDepth = 8;

    // Windows opens devices by these names, with any extension and in any folder.
    private static readonly string[] Devices =
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(static n => new[] { $"COM{n}", $"LPT{n}" })];

    /// <param name="path">Relative, its parts parted by slashes.</param>
    public static bool IsSafe(string path)
    {
        string[] parts = path.Split('/');
        return path.Length is > 0 and <= MaxLength && parts.Length <= MaxDepth && Array.TrueForAll(parts, IsSafePart);
    }

    /// <summary>A name as it may be shown: what controls a terminal is not passed on.</summary>
    public static string Show(string path) => new([.. path.Select(static c => char.IsControl(c) ? '?' : c)]);

    private static bool IsSafePart(string part) =>
        part.Length > 0
        && part.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '+' or ' ')
        && part[0] is not ('.' or ' ')
        && part[^1] is not ('.' or ' ')
        && !Devices.Contains(part.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase);
}
