using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

internal sealed class CircuitBucketCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Hosts.ListCircuits().Select(static circuit => circuit.Bucket).Distinct(StringComparer.Ordinal);
}
