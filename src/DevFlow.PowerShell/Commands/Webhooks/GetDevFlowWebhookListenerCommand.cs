using System.Management.Automation;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Shows the running listeners with their live figures.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowWebhookListener")]
[OutputType(typeof(WebhookListener))]
public sealed class GetDevFlowWebhookListenerCommand : AsyncDevFlowCmdlet
{
    /// <summary>Names, with wildcards; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ListenerCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (WebhookListener listener in NamedItems.Select(EngineHost.Engine.Webhooks.List(), Name, static l => l.Name, "listener"))
        {
            await EmitAsync(listener).ConfigureAwait(false);
        }
    }
}
