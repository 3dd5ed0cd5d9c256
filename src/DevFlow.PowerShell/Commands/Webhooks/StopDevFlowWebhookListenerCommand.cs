using System.Management.Automation;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Stops listeners after the requests under way have been answered.</summary>
[Cmdlet(VerbsLifecycle.Stop, "DevFlowWebhookListener", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class StopDevFlowWebhookListenerCommand : AsyncDevFlowCmdlet
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
            if (await ConfirmAsync(listener.Uri?.ToString() ?? listener.Name, "Stop the listener").ConfigureAwait(false))
            {
                await EngineHost.Engine.Webhooks.StopAsync(listener.Name).ConfigureAwait(false);
            }
        }
    }
}
