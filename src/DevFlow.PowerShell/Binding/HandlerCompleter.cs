using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

internal sealed class HandlerCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Events.Subscriptions.Select(static s => s.Name);
}
