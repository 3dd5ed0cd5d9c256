using System.Text.RegularExpressions;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>Where a platform is held to more than its description says.</summary>
public sealed partial record ValidationRules
{
    /// <summary>Refuses properties no schema lists, so that nothing invented gets into an answer.</summary>
    public bool RefuseUndescribed { get; init; } = true;

    /// <summary>The form of <c>date-time</c>; that of RFC 3339 unless the platform has a narrower one.</summary>
    public Regex Moment { get; init; } = Rfc3339();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$")]
    private static partial Regex Rfc3339();
}
