using DevFlow.Core;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

internal sealed class BucketCompleter : NameCompleter
{
    protected override IEnumerable<string> Names()
    {
        Engine engine = EngineHost.Engine;
        return engine.Connections.List().SelectMany(connection => new RateLimitBuckets(engine, connection).Names).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal);
    }
}
