using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

internal sealed class CircuitHostCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Hosts.ListCircuits().Select(static circuit => circuit.Host).Distinct(StringComparer.Ordinal);
}
