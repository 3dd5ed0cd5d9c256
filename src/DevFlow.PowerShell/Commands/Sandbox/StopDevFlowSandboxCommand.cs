using System.Management.Automation;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Stops sandboxes; everything they held is forgotten.</summary>
[Cmdlet(VerbsLifecycle.Stop, "DevFlowSandbox", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class StopDevFlowSandboxCommand : AsyncDevFlowCmdlet
{
    /// <summary>The sandbox; every running one where omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public SandboxServer[]? Sandbox { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (SandboxServer server in Sandbox ?? EngineHost.Engine.Sandboxes.Running)
        {
            if (await ConfirmAsync(server.BaseUri.ToString(), "Stop the sandbox").ConfigureAwait(false))
            {
                await EngineHost.Engine.Sandboxes.StopAsync(server).ConfigureAwait(false);
            }
        }
    }
}
