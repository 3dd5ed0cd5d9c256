using System.Collections;
using System.Management.Automation;
using DevFlow.PowerShell.Binding;

namespace DevFlow.PowerShell.Commands;

/// <summary>Switches plugins on, and sets what they are told.</summary>
[Cmdlet(VerbsLifecycle.Enable, "DevFlowPlugin", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Plugin))]
public sealed class EnableDevFlowPluginCommand : PluginCmdlet
{
    /// <summary>Ids, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PluginCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>What the plugin is told, in place of what it was told before.</summary>
    [Parameter]
    public IDictionary? Settings { get; set; }

    /// <summary>For this session only.</summary>
    [Parameter]
    public SwitchParameter SessionOnly { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken) => ForEachAsync(Id, async plugin =>
    {
        if (await ConfirmAsync(plugin.Id, SessionOnly ? "Switch the plugin on for this session" : "Switch the plugin on").ConfigureAwait(false))
        {
            await EmitAsync(await Plugins.EnableAsync(plugin.Id, ToSettings(Settings), SessionOnly, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
    });
}
