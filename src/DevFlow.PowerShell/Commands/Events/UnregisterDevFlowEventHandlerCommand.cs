using System.Management.Automation;
using DevFlow.Core.Events;
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

    /// <summary>Forget as well how far a durable handler came, also of one that is not registered here.</summary>
    [Parameter]
    public SwitchParameter Forget { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        EventBus bus = EngineHost.Engine.Events;
        IEnumerable<string> registered = bus.Subscriptions.Select(static handler => handler.Name);
        IEnumerable<string> durable = Forget ? await bus.GetDurableHandlersAsync(cancellationToken).ConfigureAwait(false) : [];
        string[] names = [.. registered.Union(durable, StringComparer.OrdinalIgnoreCase)];
        foreach (string name in NamedItems.Select(names, Name, static name => name, "handler"))
        {
            if (await ConfirmAsync(name, Forget ? "Unregister the handler and forget how far it came" : "Unregister the handler").ConfigureAwait(false))
            {
                await RemoveAsync(bus, name, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task RemoveAsync(EventBus bus, string name, CancellationToken cancellationToken)
    {
        await bus.UnsubscribeAsync(name).ConfigureAwait(false);
        if (!Forget)
        {
            return;
        }

        try
        {
            await bus.ForgetHandlerAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (DevFlowException exception)
        {
            await EmitErrorAsync(exception).ConfigureAwait(false);
        }
    }
}
