using DevFlow.Core;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

/// <summary>The topics of the journal and, so that there are some before the first event, those the connected platforms send.</summary>
internal sealed class TopicPatternCompleter : NameCompleter
{
    protected override IEnumerable<string> Names()
    {
        Engine engine = EngineHost.Engine;
        return engine.Connections.Platforms.SelectMany(platform => engine.Plugins.Get(platform).Webhooks.Topics)
            .Concat(engine.Events.Topics).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase);
    }
}
