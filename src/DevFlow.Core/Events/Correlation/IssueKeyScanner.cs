using System.Globalization;

namespace DevFlow.Core.Events.Correlation;

/// <summary>
/// Finds issue keys in a text: capitals, a hyphen, a number, with no other word grown onto either side. Driven by the hyphens,
/// which are rare, rather than by a regular expression at every letter.
/// </summary>
internal static class IssueKeyScanner
{
    private const int MaxProjectLength = 32;
    private const int MaxDigits = 9;

    /// <summary>Adds the keys of a text to the sink, in capitals.</summary>
    /// <param name="text">The text.</param>
    /// <param name="projects">Which projects count.</param>
    /// <param name="isBranch">True for the name of a branch, where a known project may stand in lower case.</param>
    /// <param name="found">Called with each key; the same key may come again.</param>
    public static void Scan(ReadOnlySpan<char> text, ProjectFilter projects, bool isBranch, Action<string> found)
    {
        for (int from = 0; text[from..].IndexOf('-') is >= 0 and int step; from++)
        {
            from += step;
            int end = NumberEnd(text, from + 1);
            if (end < 0)
            {
                continue;
            }

            ReadOnlySpan<char> project = Project(text[..from], projects, isBranch && projects.IsComplete);
            if (!project.IsEmpty)
            {
                found($"{project.ToString().ToUpperInvariant()}-{text[(from + 1)..end]}");
            }
        }
    }

    // The end of the number that starts here; negative where none does, or where it goes on as a word or a version.
    private static int NumberEnd(ReadOnlySpan<char> text, int start)
    {
        int end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        if (end == start || text[start] == '0' || end - start > MaxDigits)
        {
            return -1;
        }

        if (end == text.Length)
        {
            return end;
        }

        char next = text[end];
        char afterNext = end + 1 < text.Length ? text[end + 1] : ' ';
        bool goesOn = IsWordLetter(next)
            || (next == '.' && char.IsAsciiDigit(afterNext))
            || (next == '@' && char.IsAsciiLetterOrDigit(afterNext));
        return goesOn ? -1 : end;
    }

    private static ReadOnlySpan<char> Project(ReadOnlySpan<char> before, ProjectFilter projects, bool anyCase)
    {
        int start = before.Length;
        while (start > 0 && (char.IsAsciiLetterOrDigit(before[start - 1]) || before[start - 1] == '_'))
        {
            start--;
        }

        // %2FABC-1: the digits belong to the escape; whoever needs what is behind it unescapes first.
        if (start > 0 && (before[start - 1] == '%' || IsWordLetter(before[start - 1])))
        {
            return default;
        }

        ReadOnlySpan<char> word = before[start..].TrimStart('_');
        while (!IsProject(word, anyCase) || (anyCase && !projects.Accepts(word)))
        {
            // fix_ABC-1: what stands before an underscore is another word, unless all of it could be one project's key.
            int underscore = word.IndexOf('_');
            if (underscore < 0)
            {
                return default;
            }

            word = word[(underscore + 1)..];
        }

        return projects.Accepts(word) ? word : default;
    }

    private static bool IsProject(ReadOnlySpan<char> word, bool anyCase)
    {
        if (word.Length is < 2 or > MaxProjectLength || !char.IsAsciiLetter(word[0]))
        {
            return false;
        }

        foreach (char c in word)
        {
            if (char.IsAsciiLetterLower(c) && !anyCase)
            {
                return false;
            }
        }

        return true;
    }

    // Letters with a case make words that end at a space; ideographs, kana, hangul and Thai stand next to a key without one.
    private static bool IsWordLetter(char c) =>
        char.IsAsciiLetterOrDigit(c)
        || (!char.IsAscii(c) && char.GetUnicodeCategory(c) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter or UnicodeCategory.DecimalDigitNumber)
        || c is >= '\u0300' and <= '\u036f'; // Combining accents: the letter before them may be a plain one.
}
