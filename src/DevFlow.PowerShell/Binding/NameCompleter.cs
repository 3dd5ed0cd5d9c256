using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace DevFlow.PowerShell.Binding;

/// <summary>Tab completion from what the engine has at hand: never the network, never an error.</summary>
internal abstract class NameCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            WildcardPattern pattern = new(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
            return [.. Names().Where(pattern.IsMatch).Select(static name => new CompletionResult(Quote(name), name, CompletionResultType.ParameterValue, name))];
        }
        catch (Exception)
        {
            // A completer that throws disturbs the prompt; the command itself will say what is wrong.
            return [];
        }
    }

    protected abstract IEnumerable<string> Names();

    private static string Quote(string name) =>
        name.All(static c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.') ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
