using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

internal sealed class UnlockMethodCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Credentials.Access.GetStatus().Methods.Select(static method => method.Id);
}
