using System.Management.Automation;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Fetches what a platform could not deliver, from its own log, and publishes it once.</summary>
[Cmdlet(VerbsData.Sync, "DevFlowWebhookDelivery", DefaultParameterSetName = ByTarget, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(WebhookRecovery))]
public sealed class SyncDevFlowWebhookDeliveryCommand : WebhookTargetCmdlet
{
    /// <summary>A webhook.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    public WebhookRegistration? InputObject { get; set; }

    /// <summary>From when on; by default from the end of the last run that was complete, else all that the platform remembers.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Has the platform send again what was missed, to the listener, instead of reading it.</summary>
    [Parameter]
    public SwitchParameter Redeliver { get; set; }

    /// <summary>A log is no use from a cache, and what was delivered belongs into the journal alone.</summary>
    private protected override bool BypassesCache => true;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (WebhookRegistration hook in await SelectAsync(InputObject, cancellationToken).ConfigureAwait(false))
        {
            await foreach (WebhookRecovery recovery in EngineHost.Engine.Recovery.RecoverAsync(
                hook, Since?.ToUniversalTime(), Redeliver, attempt => ApproveAsync(hook, attempt), EmitErrorAsync, cancellationToken).ConfigureAwait(false))
            {
                await EmitAsync(recovery).ConfigureAwait(false);
            }
        }
    }

    private ValueTask<bool> ApproveAsync(WebhookRegistration hook, WebhookAttempt attempt) => ConfirmAsync(
        $"{attempt.Event} {attempt.DeliveryId} of {hook}, sent {attempt.SentAt.UtcDateTime:u} ({attempt.Status})", Redeliver ? "Have it sent again" : "Recover the delivery");
}
