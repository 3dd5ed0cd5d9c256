using System.Management.Automation;
using System.Security;
using DevFlow.Core.Credentials;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Writes credentials into a backup file under a passphrase of its own.</summary>
[Cmdlet(VerbsData.Export, "DevFlowCredential", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CredentialBackup))]
public sealed class ExportDevFlowCredentialCommand : StoreChangeCmdlet
{
    private readonly List<string> _names = [];

    /// <summary>The file to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Path { get; set; } = "";

    /// <summary>The passphrase of the backup, at least twelve characters.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public SecureString Passphrase { get; set; } = null!;

    /// <summary>Names, with wildcards; all by default.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CredentialCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Replace the file where there is one.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _names.AddRange(Name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        CredentialTransfer transfer = EngineHost.Engine.Transfer;
        Credential[] chosen = [.. NamedItems.Select(
            EngineHost.Engine.Credentials.List(), [.. _names], static c => c.Name, "stored credential", ErrorReason.CredentialNotFound).DistinctBy(static c => c.Name, StringComparer.OrdinalIgnoreCase)];
        string path = GetUnresolvedProviderPathFromPSPath(Path);
        if (ShouldProcess(path, $"Write a backup of {string.Join(", ", chosen.Select(static c => c.Name))}"))
        {
            using SecretBuffer passphrase = SecureText.ToBuffer(Passphrase);
            await EmitAsync(await transfer.Backups.WriteAsync(path, chosen, passphrase, Force, Note, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
