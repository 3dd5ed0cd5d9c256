using System.Management.Automation;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Starts a loopback stand-in for the platforms, to rehearse scripts without tokens or harm.</summary>
[Cmdlet(VerbsLifecycle.Start, "DevFlowSandbox", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(SandboxServer))]
public sealed class StartDevFlowSandboxCommand : AsyncDevFlowCmdlet
{
    /// <summary>The loopback port; 0, the default, takes a free one.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>Requests an hour granted to the token.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int HourlyLimit { get; set; } = 5000;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (ShouldProcess($"127.0.0.1:{Port}", "Start a sandbox"))
        {
            await EmitAsync(await EngineHost.Engine.Sandboxes.StartAsync(new SandboxOptions { Port = Port, HourlyLimit = HourlyLimit }, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
