using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

internal sealed class ListenerCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Webhooks.List().Select(static l => l.Name);
}
