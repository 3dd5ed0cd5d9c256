using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

internal sealed class MiddlewareCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Events.Middleware.Select(static m => m.Name);
}
