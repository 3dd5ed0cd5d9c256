using System.Text;

namespace DevFlow.Core.Events;

/// <summary>Takes a condition apart. A text literal comes with its opening quote and without the closing one.</summary>
internal static class ExpressionTokens
{
    public static List<string> Read(string text)
    {
        List<string> tokens = [];
        for (int i = 0; i < text.Length;)
        {
            switch (text[i])
            {
                case ' ' or '\t' or '\r' or '\n':
                    i++;
                    break;
                case '(' or ')' or '!':
                    tokens.Add(text[i++].ToString());
                    break;
                case '\'' or '"':
                    tokens.Add(ReadQuoted(text, ref i));
                    break;
                default:
                    int start = i;
                    while (i < text.Length && !" \t\r\n()'\"".Contains(text[i], StringComparison.Ordinal))
                    {
                        i++;
                    }

                    tokens.Add(text[start..i]);
                    break;
            }
        }

        return tokens;
    }

    public static DevFlowException Invalid(string text, string why) => new(
        ErrorReason.InvalidArgument,
        $"The filter \"{text}\" cannot be read: {why}.",
        "Write conditions such as: Data.issue.state -eq 'open' -and -not Data.issue.locked. For anything else give a script block.");

    // A quote within is doubled, as in PowerShell.
    private static string ReadQuoted(string text, ref int i)
    {
        char quote = text[i++];
        StringBuilder value = new(quote.ToString());
        for (; i < text.Length; i++)
        {
            if (text[i] != quote)
            {
                value.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == quote)
            {
                value.Append(quote);
                i++;
            }
            else
            {
                i++;
                return value.ToString();
            }
        }

        throw Invalid(text, "a quote is not closed");
    }
}
