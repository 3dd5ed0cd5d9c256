using System.Management.Automation;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Shows the registered handlers with their live figures.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowEventHandler")]
[OutputType(typeof(EventSubscription))]
public sealed class GetDevFlowEventHandlerCommand : AsyncDevFlowCmdlet
{
    /// <summary>Names, with wildcards; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(HandlerCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (EventSubscription handler in NamedItems.Select(EngineHost.Engine.Events.Subscriptions, Name, static s => s.Name, "handler"))
        {
            await EmitAsync(handler).ConfigureAwait(false);
        }
    }
}
