using System.Management.Automation;
using System.Security;
using DevFlow.Core.Credentials;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Gives the credential store a new root key, or finishes such a change that was interrupted.</summary>
[Cmdlet(VerbsData.Update, "DevFlowCredentialRootKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CredentialStoreStatus))]
public sealed class UpdateDevFlowCredentialRootKeyCommand : StoreChangeCmdlet
{
    /// <summary>The passphrases of the store's methods.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString[] Passphrase { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (ShouldProcess("the credential store", "Change the root key"))
        {
            StoreAccess access = EngineHost.Engine.Credentials.Access;
            using GivenPassphrases given = new(Passphrase);
            await access.ChangeRootKeyAsync(given.Request, Note, cancellationToken).ConfigureAwait(false);
            await EmitAsync(access.GetStatus()).ConfigureAwait(false);
        }
    }
}
