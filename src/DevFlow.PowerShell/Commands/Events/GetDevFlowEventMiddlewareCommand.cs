using System.Management.Automation;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Shows the middleware in the order events pass it, with its live figures.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowEventMiddleware")]
[OutputType(typeof(EventMiddleware))]
public sealed class GetDevFlowEventMiddlewareCommand : AsyncDevFlowCmdlet
{
    /// <summary>Names, with wildcards; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(MiddlewareCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (EventMiddleware middleware in NamedItems.Select(EngineHost.Engine.Events.Middleware, Name, static m => m.Name, "middleware"))
        {
            await EmitAsync(middleware).ConfigureAwait(false);
        }
    }
}
