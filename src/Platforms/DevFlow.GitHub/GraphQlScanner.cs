namespace DevFlow.GitHub;

/// <summary>Cuts a GraphQL query into names, numbers and signs; texts are one sign, comments and commas none (spec.graphql.org, "Lexical Tokens").</summary>
internal ref struct GraphQlScanner(ReadOnlySpan<char> query)
{
    private const string Ignored = " \t\r\n,\uFEFF";

    private ReadOnlySpan<char> _rest = query;

    public ReadOnlySpan<char> Token { get; private set; }

    public bool Next()
    {
        _rest = _rest.TrimStart(Ignored);
        while (_rest.StartsWith("#"))
        {
            int end = _rest.IndexOfAny('\r', '\n');
            _rest = (end < 0 ? [] : _rest[end..]).TrimStart(Ignored);
        }

        int length = LengthOf(_rest);
        Token = _rest[..length];
        _rest = _rest[length..];
        return length > 0;
    }

    /// <summary>Goes on to a sign.</summary>
    /// <returns>False where there is none.</returns>
    public bool SkipTo(ReadOnlySpan<char> sign)
    {
        while (Next())
        {
            if (Token.SequenceEqual(sign))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>From behind a <c>{</c> to its <c>}</c>.</summary>
    public void SkipBlock()
    {
        for (int depth = 1; depth > 0 && Next();)
        {
            depth += Token is "{" ? 1 : Token is "}" ? -1 : 0;
        }
    }

    private static int LengthOf(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        if (IsWord(text[0]))
        {
            int end = 1;
            while (end < text.Length && IsWord(text[end]))
            {
                end++;
            }

            return end;
        }

        return text[0] == '"' ? LengthOfText(text) : text.StartsWith("...") ? 3 : 1;
    }

    private static int LengthOfText(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> mark = text.StartsWith("\"\"\"") ? "\"\"\"" : "\"";
        for (int i = mark.Length; i < text.Length; i++)
        {
            if (text[i..].StartsWith(mark))
            {
                return i + mark.Length;
            }

            i += text[i] == '\\' ? 1 : 0;
        }

        return text.Length;
    }

    private static bool IsWord(char sign) => char.IsAsciiLetterOrDigit(sign) || sign is '_' or '-';
}
