using System.Management.Automation;
using DevFlow.PowerShell.Binding;

namespace DevFlow.PowerShell.Commands;

/// <summary>Shows the plugins there are, usable or not. Runs no code of any.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowPlugin")]
[OutputType(typeof(Plugin))]
public sealed class GetDevFlowPluginCommand : PluginCmdlet
{
    /// <summary>Ids, with wildcards; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PluginCompleter))]
    public string[] Id { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken) => ForEachAsync(Id, plugin => EmitAsync(plugin).AsTask());
}
