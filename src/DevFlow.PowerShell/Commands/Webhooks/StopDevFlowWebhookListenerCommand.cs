using System.Management.Automation;
using DevFlow.Core.Webhooks;

namespace DevFlow.PowerShell.Commands;

/// <summary>Stops listeners after the requests under way have been answered.</summary>
[Cmdlet(VerbsLifecycle.Stop, "DevFlowWebhookListener", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class StopDevFlowWebhookListenerCommand : ListenerCmdlet
{
    private protected override string Action => "Stop the listener";

    private protected override Task ActAsync(WebhookManager webhooks, string name, CancellationToken cancellationToken) =>
        webhooks.StopAsync(name);
}
