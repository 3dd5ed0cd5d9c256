using System.Management.Automation;
using DevFlow.PowerShell.Binding;

namespace DevFlow.PowerShell.Commands;

/// <summary>Switches plugins off; what is loaded of them in this session ends.</summary>
[Cmdlet(VerbsLifecycle.Disable, "DevFlowPlugin", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Plugin))]
public sealed class DisableDevFlowPluginCommand : PluginCmdlet
{
    /// <summary>Ids, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PluginCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>For this session only.</summary>
    [Parameter]
    public SwitchParameter SessionOnly { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken) => ForEachAsync(Id, async plugin =>
    {
        if (await ConfirmAsync(plugin.Id, SessionOnly ? "Switch the plugin off for this session" : "Switch the plugin off").ConfigureAwait(false))
        {
            await EmitAsync(await Plugins.DisableAsync(plugin.Id, SessionOnly, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
    });
}
