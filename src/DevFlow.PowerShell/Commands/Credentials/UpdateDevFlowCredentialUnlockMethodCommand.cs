using System.Management.Automation;
using System.Security;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Changes the passphrase of a method; no credential is encrypted anew.</summary>
[Cmdlet(VerbsData.Update, "DevFlowCredentialUnlockMethod", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(UnlockMethod))]
public sealed class UpdateDevFlowCredentialUnlockMethodCommand : StoreChangeCmdlet
{
    /// <summary>The id of the method.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UnlockMethodCompleter))]
    public string Id { get; set; } = "";

    /// <summary>The new passphrase, at least twelve characters.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public SecureString NewPassphrase { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (ShouldProcess(Id, "Change the passphrase"))
        {
            using SecretBuffer passphrase = SecureText.ToBuffer(NewPassphrase);
            await EmitAsync(await EngineHost.Engine.Credentials.Access
                .ChangePassphraseAsync(Id, passphrase, Note, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
