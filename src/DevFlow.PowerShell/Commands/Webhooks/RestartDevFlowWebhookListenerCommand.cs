using System.Management.Automation;
using DevFlow.Core.Webhooks;

namespace DevFlow.PowerShell.Commands;

/// <summary>Has listeners answer what is under way and listen anew on the same ports.</summary>
[Cmdlet(VerbsLifecycle.Restart, "DevFlowWebhookListener", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class RestartDevFlowWebhookListenerCommand : ListenerCmdlet
{
    private protected override string Action => "Restart the listener";

    private protected override Task ActAsync(WebhookManager webhooks, string name, CancellationToken cancellationToken) =>
        webhooks.RestartAsync(name, cancellationToken);
}
