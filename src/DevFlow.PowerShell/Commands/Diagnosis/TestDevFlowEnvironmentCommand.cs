using System.Management.Automation;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Looks at everything a session depends on (home, store, TLS, proxy, listener, limits, connections, clock) and says of what is wrong how to mend it.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DevFlowEnvironment")]
[OutputType(typeof(EnvironmentCheck), typeof(bool))]
public sealed class TestDevFlowEnvironmentCommand : PlatformCmdlet
{
    /// <summary>Only true or false: whether nothing failed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    private protected override bool BypassesCache => true;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        bool isWell = true;
        await foreach (EnvironmentCheck check in EngineHost.Engine.Doctor.RunAsync(cancellationToken).ConfigureAwait(false))
        {
            isWell &= check.Status != EnvironmentCheckStatus.Failed;
            if (!Quiet)
            {
                await EmitAsync(check).ConfigureAwait(false);
            }
        }

        if (Quiet)
        {
            await EmitAsync(isWell).ConfigureAwait(false);
        }
    }
}
