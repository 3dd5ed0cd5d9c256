using System.Diagnostics.CodeAnalysis;

namespace DevFlow.Core.Plugins;

/// <summary>
/// The versions something may have. A plain version means it or a later one that is compatible with it: of the same major version, and
/// below 1.0 of the same minor one. Otherwise it is an interval as NuGet writes them: <c>[1.0,2.0)</c>, <c>(,2.0]</c>, <c>[1.5]</c>.
/// </summary>
internal sealed record VersionRange
{
    private readonly string _text;
    private readonly PluginVersion? _from;
    private readonly PluginVersion? _to;
    private readonly bool _excludesFrom;
    private readonly bool _includesTo;

    private VersionRange(string text, PluginVersion? from, bool excludesFrom, PluginVersion? to, bool includesTo) =>
        (_text, _from, _excludesFrom, _to, _includesTo) = (text, from, excludesFrom, to, includesTo);

    public static bool TryParse(string? text, [NotNullWhen(true)] out VersionRange? range)
    {
        range = text is null ? null : PluginVersion.TryParse(text, out PluginVersion? version) ? Compatible(text, version) : ParseInterval(text);
        return range is not null;
    }

    public bool Contains(PluginVersion version)
    {
        int fromOrder = _from is null ? 1 : version.CompareTo(_from);
        int toOrder = _to is null ? -1 : version.CompareTo(_to);
        return (fromOrder > 0 || (fromOrder == 0 && !_excludesFrom)) && (toOrder < 0 || (toOrder == 0 && _includesTo));
    }

    public override string ToString() => _text;

    private static VersionRange Compatible(string text, PluginVersion version)
    {
        PluginVersion next = version.Major > 0 ? new(version.Major + 1, 0, 0, "") : new(0, version.Minor + 1, 0, "");
        return new VersionRange(text, version, excludesFrom: false, next, includesTo: false);
    }

    private static VersionRange? ParseInterval(string text)
    {
        if (text.Length < 3 || text[0] is not ('[' or '(') || text[^1] is not (']' or ')'))
        {
            return null;
        }

        string[] ends = text[1..^1].Split(',', StringSplitOptions.TrimEntries);
        if (ends.Length == 1)
        {
            return text[0] == '[' && text[^1] == ']' && PluginVersion.TryParse(ends[0], out PluginVersion? only)
                ? new VersionRange(text, only, excludesFrom: false, only, includesTo: true)
                : null;
        }

        PluginVersion? from = null;
        PluginVersion? to = null;
        return ends.Length == 2
            && (ends[0].Length == 0 || PluginVersion.TryParse(ends[0], out from))
            && (ends[1].Length == 0 || PluginVersion.TryParse(ends[1], out to))
            && (from is null || to is null || from.CompareTo(to) <= 0)
                ? new VersionRange(text, from, text[0] == '(', to, text[^1] == ']')
                : null;
    }
}
