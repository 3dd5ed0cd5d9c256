using System.Management.Automation;
using DevFlow.Core.Webhooks;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell;

/// <summary>The base of the cmdlets that do something with running listeners.</summary>
public abstract class ListenerCmdlet : AsyncDevFlowCmdlet
{
    /// <summary>Names, with wildcards, or listener objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ListenerCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>What is done, for -WhatIf.</summary>
    private protected abstract string Action { get; }

    /// <summary>Does it.</summary>
    private protected abstract Task ActAsync(WebhookManager webhooks, string name, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        WebhookManager webhooks = EngineHost.Engine.Webhooks;
        foreach (WebhookListener listener in NamedItems.Select(webhooks.List(), Name, static l => l.Name, "listener"))
        {
            if (await ConfirmAsync(listener.Uri?.ToString() ?? listener.Name, Action).ConfigureAwait(false))
            {
                await ActAsync(webhooks, listener.Name, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
