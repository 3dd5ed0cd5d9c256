using System.Management.Automation;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Shows whether the credential store opens, and what opens it.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowCredentialStore")]
[OutputType(typeof(CredentialStoreStatus))]
public sealed class GetDevFlowCredentialStoreCommand : AsyncDevFlowCmdlet
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken) =>
        await EmitAsync(EngineHost.Engine.Credentials.Access.GetStatus()).ConfigureAwait(false);
}
