using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DevFlow.PowerShell.Module;

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

internal sealed class ConnectionCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Connections.List().Select(static c => c.Name);
}

internal sealed class CredentialCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Credentials.List().Select(static c => c.Name);
}

internal sealed class PlatformCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Plugins.Known.Keys;
}

internal sealed class HandlerCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Events.Subscriptions.Select(static s => s.Name);
}

internal sealed class ListenerCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Webhooks.List().Select(static l => l.Name);
}
