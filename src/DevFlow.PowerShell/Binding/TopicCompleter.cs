using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

internal sealed class TopicCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Events.Topics.Order(StringComparer.OrdinalIgnoreCase);
}
