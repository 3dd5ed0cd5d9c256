using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

internal sealed class PlatformCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Plugins.Known.Keys;
}
