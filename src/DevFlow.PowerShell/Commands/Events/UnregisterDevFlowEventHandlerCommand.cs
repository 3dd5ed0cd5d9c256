using System.Management.Automation;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Removes handlers; one that is at work is stopped.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "DevFlowEventHandler", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class UnregisterDevFlowEventHandlerCommand : AsyncDevFlowCmdlet
{
    /// <summary>Names, with wildcards, or handler objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(HandlerCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (EventSubscription handler in NamedItems.Select(EngineHost.Engine.Events.Subscriptions, Name, static s => s.Name, "handler"))
        {
            if (ShouldProcess(handler.Name, "Unregister the handler"))
            {
                await EngineHost.Engine.Events.UnsubscribeAsync(handler.Name).ConfigureAwait(false);
            }
        }
    }
}
