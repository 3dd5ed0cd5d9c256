using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

internal sealed class SandboxEventCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Sandboxes.Running.SelectMany(static s => s.Events).Distinct(StringComparer.Ordinal);
}
