using System.Management.Automation;

namespace DevFlow.PowerShell.Commands;

/// <summary>Lists the webhooks that are registered at a platform.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowWebhook", DefaultParameterSetName = ByTarget)]
[OutputType(typeof(WebhookRegistration))]
public sealed class GetDevFlowWebhookCommand : WebhookTargetCmdlet
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (WebhookRegistration hook in await SelectAsync(given: null, cancellationToken).ConfigureAwait(false))
        {
            await EmitAsync(hook).ConfigureAwait(false);
        }
    }
}
