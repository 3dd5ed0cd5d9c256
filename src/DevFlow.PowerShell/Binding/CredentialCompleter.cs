using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

internal sealed class CredentialCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Credentials.List().Select(static c => c.Name);
}
