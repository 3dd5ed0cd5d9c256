using System.Management.Automation;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Shows the figures of the event bus and its journal.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowEventStatistics")]
[OutputType(typeof(EventStatistics))]
public sealed class GetDevFlowEventStatisticsCommand : AsyncDevFlowCmdlet
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken) =>
        await EmitAsync(await EngineHost.Engine.Events.GetStatisticsAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
}
