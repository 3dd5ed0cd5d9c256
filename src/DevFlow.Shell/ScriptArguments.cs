using System.Management.Automation.Runspaces;

namespace DevFlow.Shell;

/// <summary>
/// Turns the words after a script into the engine's parameter tokens. A name keeps its dash: the engine then treats it
/// as a token typed in a script, so that the next word can be its value, a switch needs none, and a script without a
/// param block finds it in $args. After `--`, as in the language, every word is a value.
/// </summary>
internal static class ScriptArguments
{
    public static List<CommandParameter> Parse(ReadOnlySpan<string> words)
    {
        List<CommandParameter> parameters = [];
        string? awaitsValue = null;
        bool valuesOnly = false;
        foreach (string word in words)
        {
            if (awaitsValue is not null)
            {
                parameters.Add(new CommandParameter(awaitsValue, word));
                awaitsValue = null;
            }
            else if (word == "--" && !valuesOnly)
            {
                valuesOnly = true;
            }
            else if (valuesOnly || !IsName(word))
            {
                parameters.Add(new CommandParameter(null, word));
            }
            else if (word.IndexOf(':', StringComparison.Ordinal) is var colon && colon < 0)
            {
                parameters.Add(new CommandParameter(word));
            }
            else if (colon == word.Length - 1)
            {
                awaitsValue = word[..colon];
            }
            else
            {
                parameters.Add(new CommandParameter(word[..colon], BooleanOrText(word[(colon + 1)..])));
            }
        }

        return parameters;
    }

    // PowerShell's dashes: hyphen, en dash, em dash, horizontal bar.
    private static bool IsName(string word) => word.Length > 1 && word[0] is ('-' or '\u2013' or '\u2014' or '\u2015');

    // -Switch:$false reaches us as text, because no shell but PowerShell evaluates $false.
    private static object BooleanOrText(string value) =>
        bool.TryParse(value.AsSpan(value.StartsWith('$') ? 1 : 0), out bool boolean) ? boolean : value;
}
