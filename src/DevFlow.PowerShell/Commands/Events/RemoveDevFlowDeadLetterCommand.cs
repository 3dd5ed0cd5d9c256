using System.Globalization;
using System.Management.Automation;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Removes dead letters from the journal; the events themselves stay.</summary>
[Cmdlet(VerbsCommon.Remove, "DevFlowDeadLetter", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveDevFlowDeadLetterCommand : AsyncDevFlowCmdlet
{
    /// <summary>Numbers, or dead letters.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public long[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (long id in Id)
        {
            if (await ConfirmAsync(id.ToString(CultureInfo.InvariantCulture), "Remove the dead letter").ConfigureAwait(false)
                && !await EngineHost.Engine.Events.RemoveDeadLetterAsync(id, cancellationToken).ConfigureAwait(false))
            {
                await EmitErrorAsync(GetDevFlowDeadLetterCommand.NotFound(id)).ConfigureAwait(false);
            }
        }
    }
}
