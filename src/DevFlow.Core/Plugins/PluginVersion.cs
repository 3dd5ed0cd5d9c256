using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace DevFlow.Core.Plugins;

/// <summary>A version as <see href="https://semver.org/">Semantic Versioning</see> writes and orders it; the third number may be left out.</summary>
internal sealed partial record PluginVersion(int Major, int Minor, int Patch, string PreRelease) : IComparable<PluginVersion>
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out PluginVersion? version)
    {
        Match match = Form().Match(text ?? "");
        version = match.Success ? new PluginVersion(Number(match, "major"), Number(match, "minor"), Number(match, "patch"), match.Groups["pre"].Value) : null;
        return match.Success;
    }

    public int CompareTo(PluginVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        int byNumbers = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return byNumbers != 0 ? byNumbers : ComparePreReleases(PreRelease, other.PreRelease);
    }

    public static bool operator <(PluginVersion one, PluginVersion other) => one.CompareTo(other) < 0;

    public static bool operator >(PluginVersion one, PluginVersion other) => one.CompareTo(other) > 0;

    public static bool operator <=(PluginVersion one, PluginVersion other) => one.CompareTo(other) <= 0;

    public static bool operator >=(PluginVersion one, PluginVersion other) => one.CompareTo(other) >= 0;

    public override string ToString() => PreRelease.Length == 0 ? $"{Major}.{Minor}.{Patch}" : $"{Major}.{Minor}.{Patch}-{PreRelease}";

    private static int Number(Match match, string group) => match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;

    // Semantic Versioning 11: a version with a pre-release part comes before the one without; numbers before words, then by value.
    private static int ComparePreReleases(string one, string other)
    {
        if (one.Length == 0 || other.Length == 0)
        {
            return other.Length.CompareTo(one.Length);
        }

        string[] ones = one.Split('.');
        string[] others = other.Split('.');
        for (int i = 0; i < Math.Min(ones.Length, others.Length); i++)
        {
            bool isNumber = int.TryParse(ones[i], NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            bool isOtherNumber = int.TryParse(others[i], NumberStyles.None, CultureInfo.InvariantCulture, out int otherNumber);
            int order = (isNumber, isOtherNumber) switch
            {
                (true, true) => number.CompareTo(otherNumber),
                (false, false) => string.CompareOrdinal(ones[i], others[i]),
                _ => isNumber ? -1 : 1,
            };
            if (order != 0)
            {
                return order;
            }
        }

        return ones.Length.CompareTo(others.Length);
    }

    [GeneratedRegex(@"^(?<major>0|[1-9]\d{0,5})\.(?<minor>0|[1-9]\d{0,5})(\.(?<patch>0|[1-9]\d{0,5}))?(-(?<pre>[0-9A-Za-z-]{1,32}(\.[0-9A-Za-z-]{1,32}){0,7}))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
