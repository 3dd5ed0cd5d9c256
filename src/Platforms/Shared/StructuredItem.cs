using System.Buffers;

namespace DevFlow.Platforms;

/// <summary>One member of a list or dictionary of RFC 9651: its key, its value and its parameters, all as text.</summary>
/// <param name="Key">The key; empty in a list.</param>
/// <param name="Value">The value: of a string what it says, of a byte sequence its base64.</param>
/// <param name="IsString">True for a string, false for a number, a token, bytes and so on.</param>
/// <param name="Parameters">The parameters by their keys.</param>
internal sealed record StructuredItem(string Key, string Value, bool IsString, IReadOnlyDictionary<string, string> Parameters)
{
    private const int MaxItems = 16;
    private const int MaxParameters = 16;

    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.*");

    /// <summary>Reads a field.</summary>
    /// <returns>Its members; none of one that is malformed, since such a field is ignored as a whole.</returns>
    public static IReadOnlyList<StructuredItem> ReadAll(ReadOnlySpan<char> field)
    {
        List<StructuredItem> items = [];
        ReadOnlySpan<char> rest = field.Trim(" \t");
        while (!rest.IsEmpty)
        {
            if (items.Count == MaxItems || !TryRead(ref rest, out StructuredItem? item))
            {
                return [];
            }

            items.Add(item);
            rest = rest.TrimStart(" \t");
            if (rest.IsEmpty)
            {
                break;
            }

            // After a comma there is another member.
            rest = rest[0] == ',' ? rest[1..].TrimStart(" \t") : default;
            if (rest.IsEmpty)
            {
                return [];
            }
        }

        return items;
    }

    private static bool TryRead(ref ReadOnlySpan<char> rest, out StructuredItem item)
    {
        string key = "";
        int length = KeyLength(rest);
        if (length > 0 && length < rest.Length && rest[length] == '=')
        {
            key = rest[..length].ToString();
            rest = rest[(length + 1)..];
        }

        Dictionary<string, string> parameters = new(StringComparer.Ordinal);
        bool isString = rest.StartsWith("\"");
        bool isGood = TryReadValue(ref rest, out string value);
        while (isGood && !rest.IsEmpty && rest[0] == ';')
        {
            rest = rest[1..].TrimStart(' ');
            length = KeyLength(rest);
            string name = rest[..length].ToString();
            rest = rest[length..];

            // A parameter without a value is true.
            string told = "1";
            if (!rest.IsEmpty && rest[0] == '=')
            {
                rest = rest[1..];
                isGood = TryReadValue(ref rest, out told);
            }

            isGood &= length > 0 && parameters.Count < MaxParameters;
            parameters[name] = told;
        }

        item = new StructuredItem(key, value, isString, parameters);
        return isGood;
    }

    private static bool TryReadValue(ref ReadOnlySpan<char> rest, out string value)
    {
        if (rest.IsEmpty)
        {
            value = "";
            return false;
        }

        if (rest[0] == '"')
        {
            return TryReadString(ref rest, out value);
        }

        bool isBytes = rest[0] == ':';
        int end = isBytes ? rest[1..].IndexOf(':') + 1 : rest.IndexOfAny(" \t,;");
        if (isBytes && end == 0)
        {
            value = "";
            return false;
        }

        // Numbers, tokens, booleans, dates: those that know what to expect read them.
        end = end < 0 ? rest.Length : end;
        value = rest[(isBytes ? 1 : 0)..end].TrimStart('?').ToString();
        rest = rest[(isBytes ? end + 1 : end)..];
        return value.Length > 0 && value.All(static character => character is > ' ' and < '\x7f' and not '"');
    }

    private static bool TryReadString(ref ReadOnlySpan<char> rest, out string value)
    {
        System.Text.StringBuilder text = new();
        for (int i = 1; i < rest.Length; i++)
        {
            char character = rest[i];
            if (character == '"')
            {
                rest = rest[(i + 1)..];
                value = text.ToString();
                return true;
            }

            if (character == '\\' && ++i < rest.Length && rest[i] is '"' or '\\')
            {
                text.Append(rest[i]);
            }
            else if (character is >= ' ' and < '\x7f' and not '\\')
            {
                text.Append(character);
            }
            else
            {
                break;
            }
        }

        value = "";
        return false;
    }

    private static int KeyLength(ReadOnlySpan<char> text)
    {
        int length = text.IndexOfAnyExcept(KeyCharacters);
        length = length < 0 ? text.Length : length;
        return length > 0 && (char.IsAsciiLetterLower(text[0]) || text[0] == '*') ? length : 0;
    }
}
