using System.Management.Automation;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Wipes the keys of the credential store from memory; this session opens it no more until it is unlocked.</summary>
[Cmdlet(VerbsCommon.Lock, "DevFlowCredentialStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class LockDevFlowCredentialStoreCommand : StoreChangeCmdlet
{
    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (ShouldProcess("the credential store", "Lock"))
        {
            EngineHost.Engine.Credentials.Access.Lock(Note);
        }

        return Task.CompletedTask;
    }
}
