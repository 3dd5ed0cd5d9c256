using System.Management.Automation;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Takes middleware out of the way of events.</summary>
[Cmdlet(VerbsCommon.Remove, "DevFlowEventMiddleware", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveDevFlowEventMiddlewareCommand : AsyncDevFlowCmdlet
{
    /// <summary>Names, with wildcards, or middleware objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(MiddlewareCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (EventMiddleware middleware in NamedItems.Select(EngineHost.Engine.Events.Middleware, Name, static m => m.Name, "middleware"))
        {
            if (await ConfirmAsync(middleware.Name, "Remove the middleware").ConfigureAwait(false))
            {
                await EngineHost.Engine.Events.RemoveMiddlewareAsync(middleware.Name).ConfigureAwait(false);
            }
        }
    }
}
