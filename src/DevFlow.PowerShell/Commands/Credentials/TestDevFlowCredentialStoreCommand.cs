using System.Management.Automation;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Verifies every file of the credential store, what must be there, the audit log and the permissions.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DevFlowCredentialStore")]
[OutputType(typeof(StoreReport), typeof(bool))]
public sealed class TestDevFlowCredentialStoreCommand : AsyncDevFlowCmdlet
{
    /// <summary>Only say whether nothing is wrong.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        StoreReport report = await EngineHost.Engine.Credentials.VerifyAsync(cancellationToken).ConfigureAwait(false);
        await EmitAsync(Quiet ? report.IsSound : report).ConfigureAwait(false);
    }
}
