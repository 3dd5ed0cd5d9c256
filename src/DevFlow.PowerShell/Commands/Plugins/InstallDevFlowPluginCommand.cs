using System.Collections;
using System.Management.Automation;
using DevFlow.Core.Plugins;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Takes in a plugin from a folder, a .zip or a .nupkg, for all sessions of the user or for this one.</summary>
[Cmdlet(VerbsLifecycle.Install, "DevFlowPlugin", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Plugin))]
public sealed class InstallDevFlowPluginCommand : PluginCmdlet
{
    /// <summary>The folder, .zip or .nupkg.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    public string Path { get; set; } = "";

    /// <summary>The SHA-256 the package must have, as Test-DevFlowPlugin shows it.</summary>
    [Parameter]
    public string? Digest { get; set; }

    /// <summary>What the plugin is told.</summary>
    [Parameter]
    public IDictionary? Settings { get; set; }

    /// <summary>Copy and record nothing: the plugin is gone with the session.</summary>
    [Parameter]
    public SwitchParameter SessionOnly { get; set; }

    /// <summary>Replace what is installed under the plugin's id.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        PluginInstaller installer = EngineHost.Engine.Installer;
        string path = GetUnresolvedProviderPathFromPSPath(Path);
        PluginPackage package = installer.Read(path, Digest, Force);
        if (ShouldProcess(path, PluginInstaller.Describe(package)))
        {
            await EmitAsync(await installer.InstallAsync(package, ToSettings(Settings), SessionOnly, Force, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
