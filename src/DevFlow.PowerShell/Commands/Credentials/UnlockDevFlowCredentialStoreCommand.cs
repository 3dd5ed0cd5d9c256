using System.Management.Automation;
using System.Security;
using DevFlow.Core.Credentials;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Opens the credential store for this session; asks for the passphrase where nothing else opens it and a person is there.</summary>
[Cmdlet(VerbsCommon.Unlock, "DevFlowCredentialStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(CredentialStoreStatus))]
public sealed class UnlockDevFlowCredentialStoreCommand : StoreChangeCmdlet
{
    /// <summary>The passphrase.</summary>
    [Parameter(Position = 0)]
    public SecureString? Passphrase { get; set; }

    /// <summary>Never ask, as if nobody were there.</summary>
    [Parameter]
    public SwitchParameter Unattended { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (ShouldProcess("the credential store", "Unlock"))
        {
            await EmitAsync(await UnlockAsync(EngineHost.Engine.Credentials.Access).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private async Task<CredentialStoreStatus> UnlockAsync(StoreAccess access)
    {
        if (Passphrase is not null)
        {
            return Unlock(access, Passphrase);
        }

        try
        {
            return access.Unlock(UnlockRequest.Unattended, Note);
        }
        catch (DevFlowException error) when (error.Reason == ErrorReason.StoreLocked && !Unattended && HasPassphrase(access) && Person.IsThere(Host))
        {
            return Unlock(access, await OnPipelineAsync(Ask).ConfigureAwait(false));
        }
    }

    private static bool HasPassphrase(StoreAccess access) =>
        access.GetStatus().Methods.Any(static method => method.Kind == UnlockMethodKind.Passphrase);

    private CredentialStoreStatus Unlock(StoreAccess access, SecureString text)
    {
        using SecretBuffer passphrase = SecureText.ToBuffer(text);
        return access.Unlock(new UnlockRequest(passphrase), Note);
    }

    private SecureString Ask()
    {
        Host.UI.Write("Passphrase of the credential store: ");
        return Host.UI.ReadLineAsSecureString();
    }
}
