using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

internal sealed class SandboxPlatformCompleter : NameCompleter
{
    protected override IEnumerable<string> Names() => EngineHost.Engine.Sandboxes.Platforms;
}
