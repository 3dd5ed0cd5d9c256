using System.Globalization;

namespace DevFlow.Sandbox.Jira;

/// <summary>Values of fields as an issue's history tells them.</summary>
internal static class FieldValue
{
    public static bool AreSame(object? one, object? other) => (one, other) switch
    {
        (IReadOnlyList<string> left, IReadOnlyList<string> right) => left.SequenceEqual(right, StringComparer.Ordinal),
        (RichText left, RichText right) => left.Text == right.Text,
        _ => Equals(one, other),
    };

    public static string? Id(object? value) => value switch
    {
        INamed named => named.Id,
        JiraUser user => user.AccountId,
        Issue issue => issue.Id.ToString(CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => null,
    };

    public static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        RichText text => text.Text,
        INamed named => named.Name,
        JiraUser user => user.DisplayName,
        Issue issue => issue.Key,
        IReadOnlyList<string> texts => string.Join(' ', texts),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
