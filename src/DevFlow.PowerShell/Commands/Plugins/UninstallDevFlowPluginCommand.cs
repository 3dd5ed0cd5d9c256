using System.Management.Automation;
using DevFlow.PowerShell.Binding;

namespace DevFlow.PowerShell.Commands;

/// <summary>Removes plugins that were installed, with their files and settings.</summary>
[Cmdlet(VerbsLifecycle.Uninstall, "DevFlowPlugin", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class UninstallDevFlowPluginCommand : PluginCmdlet
{
    /// <summary>Ids, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PluginCompleter))]
    public string[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken) => ForEachAsync(Id, async plugin =>
    {
        if (await ConfirmAsync(plugin.Id, $"Remove the plugin {plugin.Version} and its settings").ConfigureAwait(false))
        {
            await Plugins.UninstallAsync(plugin.Id, cancellationToken).ConfigureAwait(false);
        }
    });
}
