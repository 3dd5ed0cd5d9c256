using System.Globalization;
using System.Text;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Cuts a query into tokens.</summary>
/// <remarks>https://spec.graphql.org/October2021/#sec-Appendix-Grammar-Summary.Lexical-Tokens</remarks>
internal sealed class GraphQlLexer(string source)
{
    private const string Punctuators = "!$&()[]{}:=@|";

    private int _position;
    private int _line = 1;
    private int _lineStart;

    private GraphQlLocation Here => new(_line, _position - _lineStart + 1);

    private char Current => _position < source.Length ? source[_position] : '\0';

    public GraphQlToken Next()
    {
        SkipIgnored();
        GraphQlLocation here = Here;
        char first = Current;
        return first switch
        {
            '\0' when _position >= source.Length => new(GraphQlTokenKind.End, "", here),
            '.' => ReadSpread(here),
            '"' => ReadText(here),
            _ when Punctuators.Contains(first, StringComparison.Ordinal) => new(GraphQlTokenKind.Punctuator, source[_position++].ToString(), here),
            _ when first == '-' || char.IsAsciiDigit(first) => ReadNumber(here),
            _ when first == '_' || char.IsAsciiLetter(first) => new(GraphQlTokenKind.Name, Take(static letter => letter == '_' || char.IsAsciiLetterOrDigit(letter)), here),
            _ => throw Unexpected(here),
        };
    }

    private void SkipIgnored()
    {
        while (_position < source.Length)
        {
            char letter = source[_position];
            if (letter == '#')
            {
                Take(static other => other is not ('\n' or '\r'));
            }
            else if (letter == '\n')
            {
                _position++;
                _line++;
                _lineStart = _position;
            }
            else if (letter is ' ' or '\t' or '\r' or ',' or '\uFEFF')
            {
                _position++;
            }
            else
            {
                return;
            }
        }
    }

    private GraphQlToken ReadSpread(GraphQlLocation here)
    {
        if (string.CompareOrdinal(source, _position, "...", 0, 3) != 0)
        {
            throw Unexpected(here);
        }

        _position += 3;
        return new(GraphQlTokenKind.Punctuator, "...", here);
    }

    private GraphQlToken ReadNumber(GraphQlLocation here)
    {
        string text = Take(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '+' or '.');
        bool isWhole = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        return isWhole || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? new(isWhole ? GraphQlTokenKind.Integer : GraphQlTokenKind.Float, text, here)
            : throw new GraphQlException($"Parse error on \"{text}\"", here);
    }

    private GraphQlToken ReadText(GraphQlLocation here)
    {
        if (string.CompareOrdinal(source, _position, "\"\"\"", 0, 3) == 0)
        {
            return ReadBlock(here);
        }

        StringBuilder text = new();
        _position++;
        while (Current != '"')
        {
            if (_position >= source.Length || Current is '\n' or '\r')
            {
                throw new GraphQlException("Parse error: a string has no end", here);
            }

            text.Append(Current == '\\' ? ReadEscape(here) : source[_position++]);
        }

        _position++;
        return new(GraphQlTokenKind.Text, text.ToString(), here);
    }

    private GraphQlToken ReadBlock(GraphQlLocation here)
    {
        int end = source.IndexOf("\"\"\"", _position + 3, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new GraphQlException("Parse error: a string has no end", here);
        }

        string text = source[(_position + 3)..end];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                _line++;
                _lineStart = _position + 3 + i + 1;
            }
        }

        _position = end + 3;
        return new(GraphQlTokenKind.Text, text.Trim(), here);
    }

    private char ReadEscape(GraphQlLocation here)
    {
        _position++;
        char letter = Current;
        _position++;
        switch (letter)
        {
            case '"' or '\\' or '/':
                return letter;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _position + 4 <= source.Length
                && ushort.TryParse(source.AsSpan(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code):
                _position += 4;
                return (char)code;
            default:
                throw new GraphQlException("Parse error: a string has a wrong escape", here);
        }
    }

    private string Take(Func<char, bool> accepts)
    {
        int start = _position;
        while (_position < source.Length && accepts(source[_position]))
        {
            _position++;
        }

        return source[start.._position];
    }

    private GraphQlException Unexpected(GraphQlLocation here) => new($"Parse error on \"{Current}\"", here);
}
