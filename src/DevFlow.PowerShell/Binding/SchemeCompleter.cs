using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

internal sealed class SchemeCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Webhooks.Sources.Schemes;
}
