using System.Management.Automation;
using System.Security;
using DevFlow.Core.Credentials;
using DevFlow.Core.Logging;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Takes credentials from other tools, files and vaults into the store, or restores a backup.</summary>
[Cmdlet(VerbsData.Import, "DevFlowCredential", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Credential))]
public sealed class ImportDevFlowCredentialCommand : StoreChangeCmdlet
{
    /// <summary>Where they come from.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public CredentialSource From { get; set; }

    /// <summary>The file to read.</summary>
    [Parameter(Position = 1)]
    public string? Path { get; set; }

    /// <summary>The passphrase of a backup.</summary>
    [Parameter(Position = 2)]
    public SecureString? Passphrase { get; set; }

    /// <summary>Which of them, by the names they get, with wildcards; all by default.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Another name, where one comes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewName { get; set; }

    /// <summary>Only those of this platform; where the source does not tell it, what it is.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    public string? Platform { get; set; }

    /// <summary>Only those of this host; where the source does not tell it, what it is.</summary>
    [Parameter]
    public string? HostName { get; set; }

    /// <summary>The account, where a source has several or does not tell it.</summary>
    [Parameter]
    public string? Account { get; set; }

    /// <summary>The vault of SecretManagement; all by default.</summary>
    [Parameter]
    public string? Vault { get; set; }

    /// <summary>Replace credentials of the same name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        CredentialTransfer transfer = EngineHost.Engine.Transfer;
        IReadOnlyList<FoundCredential> found = await FindAsync(transfer, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (FoundCredential one in Choose(found))
            {
                await ImportAsync(transfer, one, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (FoundCredential one in found)
            {
                one.Dispose();
            }
        }
    }

    private async Task<IReadOnlyList<FoundCredential>> FindAsync(CredentialTransfer transfer, CancellationToken cancellationToken)
    {
        string? path = Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path);
        ImportRequest request = new() { Platform = Platform, HostName = HostName, Account = Account, Path = path, Force = Force };
        if (From == CredentialSource.SecretManagement)
        {
            NamePattern[] names = Array.ConvertAll(Name, static name => new NamePattern(name));
            return await OnPipelineAsync(() => new SecretVaults(InvokeCommand, transfer.Drafts).Find(Vault, names, request, Warn)).ConfigureAwait(false);
        }

        if (From != CredentialSource.Backup)
        {
            return await transfer.FindAsync(From, request, cancellationToken).ConfigureAwait(false);
        }

        if (path is null || Passphrase is null)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, "A backup is opened by its path and its passphrase.", "Give both: Import-DevFlowCredential Backup ./all.dfb (Read-Host -AsSecureString)");
        }

        using SecretBuffer passphrase = SecureText.ToBuffer(Passphrase);
        return await transfer.Backups.ReadAsync(path, passphrase, cancellationToken).ConfigureAwait(false);
    }

    private FoundCredential[] Choose(IReadOnlyList<FoundCredential> found)
    {
        FoundCredential[] fitting = [.. found.Where(one => Platform is null || string.Equals(one.Draft.Platform, Platform, StringComparison.OrdinalIgnoreCase))];
        FoundCredential[] chosen = [.. NamedItems.Select(fitting, Name, static one => one.Draft.Name, "credential to import", ErrorReason.CredentialNotFound)];
        return NewName is null ? chosen
            : chosen is [FoundCredential only] ? [only with { Draft = only.Draft with { Name = NewName } }]
            : throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"-NewName names one credential, but {chosen.Length} would be imported: {string.Join(", ", chosen.Select(static one => one.Draft.Name))}.",
                "Choose one of them with -Name.");
    }

    private async Task ImportAsync(CredentialTransfer transfer, FoundCredential found, CancellationToken cancellationToken)
    {
        Credential draft = found.Draft;
        string action = $"Import from {found.Source}: {draft.Kind} of {draft.Account} for {draft.Origin}";
        if (!await ConfirmAsync(draft.Name, action).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            await EmitAsync(await transfer.ImportAsync(found, Force, Note, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            if (found.Warning is not null)
            {
                Warn(found.Warning);
            }
        }
        catch (DevFlowException error)
        {
            await EmitErrorAsync(error).ConfigureAwait(false);
        }
    }

    private void Warn(string message) => Pump.Write(LogStream.Warning, message);
}
