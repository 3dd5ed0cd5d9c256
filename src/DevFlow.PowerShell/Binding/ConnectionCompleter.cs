using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

internal sealed class ConnectionCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Connections.List().Select(static c => c.Name);
}
