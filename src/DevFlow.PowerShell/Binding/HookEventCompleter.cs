using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

internal sealed class HookEventCompleter : NameCompleter
{
    // Of the platforms that are connected: the connection may be named further on in the line.
    protected override IEnumerable<string> Names() => EngineHost.Engine.Connections.Platforms
        .SelectMany(static platform => EngineHost.Engine.Plugins.Get(platform).WebhookAdministration?.Events ?? []);
}
