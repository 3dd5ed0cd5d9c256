using System.Management.Automation;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Has listeners answer what is under way and listen anew on the same ports.</summary>
[Cmdlet(VerbsLifecycle.Restart, "DevFlowWebhookListener", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class RestartDevFlowWebhookListenerCommand : AsyncDevFlowCmdlet
{
    /// <summary>Names, with wildcards, or listener objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ListenerCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (WebhookListener listener in NamedItems.Select(EngineHost.Engine.Webhooks.List(), Name, static l => l.Name, "listener"))
        {
            if (await ConfirmAsync(listener.Uri?.ToString() ?? listener.Name, "Restart the listener").ConfigureAwait(false))
            {
                await EngineHost.Engine.Webhooks.RestartAsync(listener.Name, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
