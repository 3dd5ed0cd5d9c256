using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

internal sealed class PluginCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Plugins.List().Select(static plugin => plugin.Id);
}
