using System.Management.Automation;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Shows the platforms that can be connected, with what their plugins take part in and the connections there are.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowPlatform")]
[OutputType(typeof(PlatformStatus))]
public sealed class GetDevFlowPlatformCommand : AsyncDevFlowCmdlet
{
    /// <summary>Ids, with wildcards; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    public string[] Platform { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (PlatformStatus platform in NamedItems.Select(EngineHost.Engine.ListPlatforms(), Platform, static platform => platform.Platform, "platform", ErrorReason.UnknownPlatform))
        {
            await EmitAsync(platform).ConfigureAwait(false);
        }
    }
}
