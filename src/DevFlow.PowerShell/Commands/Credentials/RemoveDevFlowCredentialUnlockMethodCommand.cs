using System.Management.Automation;
using System.Security;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Removes a way to open the credential store, and by default changes the root key that its owner may have kept.</summary>
[Cmdlet(VerbsCommon.Remove, "DevFlowCredentialUnlockMethod", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveDevFlowCredentialUnlockMethodCommand : StoreChangeCmdlet
{
    /// <summary>The id of the method.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UnlockMethodCompleter))]
    public string Id { get; set; } = "";

    /// <summary>Leave the root key as it is.</summary>
    [Parameter]
    public SwitchParameter KeepRootKey { get; set; }

    /// <summary>The passphrases of the methods that stay.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString[] Passphrase { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (ShouldProcess(Id, KeepRootKey ? "Remove the method" : "Remove the method and change the root key"))
        {
            using GivenPassphrases given = new(Passphrase);
            await EngineHost.Engine.Credentials.Access
                .RemoveAsync(Id, KeepRootKey, given.Request, Note, cancellationToken).ConfigureAwait(false);
        }
    }
}
