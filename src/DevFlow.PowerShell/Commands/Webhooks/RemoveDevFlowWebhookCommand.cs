using System.Management.Automation;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Removes webhooks at their platform, and the secrets that were stored for them.</summary>
[Cmdlet(VerbsCommon.Remove, "DevFlowWebhook", DefaultParameterSetName = ByTarget, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveDevFlowWebhookCommand : WebhookTargetCmdlet
{
    /// <summary>A webhook.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    public WebhookRegistration? InputObject { get; set; }

    /// <summary>Leaves the stored secret where it is.</summary>
    [Parameter]
    public SwitchParameter KeepCredential { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (InputObject is null && !MyInvocation.BoundParameters.ContainsKey(nameof(Id)))
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, "It is not said which webhooks are to be removed.", "Give their ids with -Id (* for all of the target), or pipe what Get-DevFlowWebhook found.");
        }

        foreach (WebhookRegistration hook in await SelectAsync(InputObject, cancellationToken).ConfigureAwait(false))
        {
            string what = KeepCredential || hook.CredentialName is null ? "Remove the webhook" : $"Remove the webhook and its secret '{hook.CredentialName}'";
            if (await ConfirmAsync($"{hook} -> {hook.Uri}", what).ConfigureAwait(false))
            {
                await EngineHost.Engine.Hooks.RemoveAsync(hook, KeepCredential, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
