using System.Management.Automation;
using DevFlow.Core.Credentials;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Wipes the keys of the credential store from memory; this session opens it no more until it is unlocked.</summary>
[Cmdlet(VerbsCommon.Lock, "DevFlowCredentialStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class LockDevFlowCredentialStoreCommand : AsyncDevFlowCmdlet
{
    /// <summary>Why, for the audit log.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (ShouldProcess("the credential store", "Lock"))
        {
            EngineHost.Engine.Credentials.Access.Lock(new AuditNote(Why: Reason));
        }

        return Task.CompletedTask;
    }
}
