using System.Globalization;
using System.Text;

namespace DevFlow.Sandbox.Jira;

/// <summary>Takes a query apart into words, texts and signs.</summary>
internal static class JqlLexer
{
    /// <summary>Jira's own bound for a query.</summary>
    private const int MaxLength = 20_000;

    private const string Reserved = "?*+|;:%$#@`[]{}^\\/";

    public static List<JqlToken> Read(string jql)
    {
        if (jql.Length > MaxLength)
        {
            throw new JqlException("The JQL query is too long.");
        }

        List<JqlToken> tokens = [];
        int at = 0;
        while (at < jql.Length)
        {
            char sign = jql[at];
            if (char.IsWhiteSpace(sign))
            {
                at++;
                continue;
            }

            JqlToken token = sign switch
            {
                '(' => new(JqlTokenKind.Open, "(", at),
                ')' => new(JqlTokenKind.Close, ")", at),
                ',' => new(JqlTokenKind.Comma, ",", at),
                '"' or '\'' => ReadQuoted(jql, at),
                '=' or '~' => new(JqlTokenKind.Operator, sign.ToString(), at),
                '<' or '>' or '!' => ReadOperator(jql, at),
                _ => ReadWord(jql, at),
            };
            tokens.Add(token);
            at = token.Kind == JqlTokenKind.Quoted ? EndOfQuoted(jql, at) : at + token.Text.Length;
        }

        tokens.Add(new(JqlTokenKind.End, "", jql.Length));
        return tokens;
    }

    /// <summary>The place as Jira tells it: <c>(line 1, character 5)</c>.</summary>
    public static string Place(string jql, int position)
    {
        int line = jql.AsSpan(0, position).Count('\n') + 1;
        int start = position == 0 ? 0 : jql.LastIndexOf('\n', position - 1) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"(line {line}, character {position - start + 1})");
    }

    private static JqlToken ReadOperator(string jql, int at)
    {
        bool isLong = at + 1 < jql.Length && (jql[at + 1] == '=' || (jql[at] == '!' && jql[at + 1] == '~'));
        return new(JqlTokenKind.Operator, jql.Substring(at, isLong ? 2 : 1), at);
    }

    private static JqlToken ReadWord(string jql, int at)
    {
        int end = at;
        while (end < jql.Length && !char.IsWhiteSpace(jql[end]) && !"()=,<>!~\"'".Contains(jql[end], StringComparison.Ordinal))
        {
            if (Reserved.Contains(jql[end], StringComparison.Ordinal) && !IsPartOfDate(jql, at, end))
            {
                throw new JqlException(
                    $"Error in the JQL Query: The character '{jql[end]}' is a reserved JQL character. You must enclose it in a string or use the escape '\\u{(int)jql[end]:x4}' instead. {Place(jql, end)}");
            }

            end++;
        }

        return new(JqlTokenKind.Word, jql[at..end], at);
    }

    // 2026/03/01 needs no quotes.
    private static bool IsPartOfDate(string jql, int start, int at) => jql[at] == '/' && at > start && char.IsAsciiDigit(jql[start]);

    private static JqlToken ReadQuoted(string jql, int at)
    {
        int end = EndOfQuoted(jql, at) - 1;
        StringBuilder text = new(end - at);
        for (int i = at + 1; i < end; i++)
        {
            if (jql[i] == '\\')
            {
                i++;
                text.Append(jql[i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
                continue;
            }

            text.Append(jql[i]);
        }

        return new(JqlTokenKind.Quoted, text.ToString(), at);
    }

    private static int EndOfQuoted(string jql, int at)
    {
        for (int i = at + 1; i < jql.Length; i++)
        {
            if (jql[i] == '\\')
            {
                i++;
            }
            else if (jql[i] == jql[at])
            {
                return i + 1;
            }
        }

        throw new JqlException($"Error in the JQL Query: The quoted string '{jql[(at + 1)..]}' has not been completed. {Place(jql, at)}");
    }
}
