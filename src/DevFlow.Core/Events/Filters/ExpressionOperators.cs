using System.IO.Enumeration;
using System.Text.Json;

namespace DevFlow.Core.Events;

/// <summary>PowerShell's comparison operators on what a path finds: text without regard to case, numbers by value.</summary>
internal static class ExpressionOperators
{
    public static Func<object?, object?, bool>? Find(string token) => token.ToLowerInvariant() switch
    {
        "-eq" => AreEqual,
        "-ne" => static (value, literal) => !AreEqual(value, literal),
        "-lt" => static (value, literal) => Compare(value, literal) < 0,
        "-le" => static (value, literal) => Compare(value, literal) <= 0,
        "-gt" => static (value, literal) => Compare(value, literal) > 0,
        "-ge" => static (value, literal) => Compare(value, literal) >= 0,
        "-like" => IsLike,
        "-notlike" => static (value, literal) => !IsLike(value, literal),
        "-contains" => Contains,
        "-notcontains" => static (value, literal) => !Contains(value, literal),
        _ => null,
    };

    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool flag => flag,
        decimal number => number != 0,
        string text => text.Length > 0,
        JsonElement { ValueKind: JsonValueKind.Array } list => list.GetArrayLength() > 0,
        _ => true,
    };

    private static bool AreEqual(object? value, object? literal) => (value, literal) switch
    {
        (string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase),
        _ => Equals(value, literal),
    };

    // Null, so that nothing holds, where the two cannot be compared.
    private static int? Compare(object? value, object? literal) => (value, literal) switch
    {
        (decimal left, decimal right) => left.CompareTo(right),
        (string left, string right) => StringComparer.OrdinalIgnoreCase.Compare(left, right),
        _ => null,
    };

    private static bool IsLike(object? value, object? literal) =>
        value is string text && literal is string pattern && FileSystemName.MatchesSimpleExpression(pattern, text);

    private static bool Contains(object? value, object? literal) => value is JsonElement { ValueKind: JsonValueKind.Array } list
        ? list.EnumerateArray().Any(item => AreEqual(EventPath.Plain(item), literal))
        : AreEqual(value, literal);
}
