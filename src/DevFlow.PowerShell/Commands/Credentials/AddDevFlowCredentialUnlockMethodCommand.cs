using System.Management.Automation;
using System.Security;
using DevFlow.Core.Credentials;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Adds a way to open the credential store; each opens it alone.</summary>
[Cmdlet(VerbsCommon.Add, "DevFlowCredentialUnlockMethod", DefaultParameterSetName = PassphraseSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(UnlockMethod))]
public sealed class AddDevFlowCredentialUnlockMethodCommand : StoreChangeCmdlet
{
    private const string PassphraseSet = "Passphrase";
    private const string KeyFileSet = "KeyFile";
    private const string KeystoreSet = "Keystore";
    private const string EnvironmentSet = "Environment";
    private const string SystemdSet = "SystemdCredential";
    private const string CommandSet = "Command";

    /// <summary>A passphrase, at least twelve characters.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PassphraseSet)]
    public SecureString Passphrase { get; set; } = null!;

    /// <summary>Make guessing the passphrase four times as dear, and unlocking four times as slow.</summary>
    [Parameter(ParameterSetName = PassphraseSet)]
    public SwitchParameter Strong { get; set; }

    /// <summary>A key file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KeyFileSet)]
    public SwitchParameter KeyFile { get; set; }

    /// <summary>Where the key file is, or is to be.</summary>
    [Parameter(ParameterSetName = KeyFileSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The operating system's own keystore.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KeystoreSet)]
    public SwitchParameter Keystore { get; set; }

    /// <summary>The environment variable DEVFLOW_CREDENTIAL_KEY.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EnvironmentSet)]
    public SwitchParameter EnvironmentVariable { get; set; }

    /// <summary>A credential that systemd hands to a service, by its name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SystemdSet)]
    public string SystemdCredential { get; set; } = "";

    /// <summary>A program and its arguments.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CommandSet)]
    public string[] Command { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        UnlockMethodDraft draft = Draft();
        if (!ShouldProcess("the credential store", $"Add the method {draft.Kind}"))
        {
            return;
        }

        using SecretBuffer? passphrase = ParameterSetName == PassphraseSet ? SecureText.ToBuffer(Passphrase) : null;
        await EmitAsync(await EngineHost.Engine.Credentials.Access
            .AddAsync(draft with { Passphrase = passphrase }, Note, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private UnlockMethodDraft Draft() => ParameterSetName switch
    {
        PassphraseSet => new UnlockMethodDraft(UnlockMethodKind.Passphrase) { Strong = Strong },
        KeyFileSet => new UnlockMethodDraft(UnlockMethodKind.KeyFile) { Path = Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path) },
        EnvironmentSet => new UnlockMethodDraft(UnlockMethodKind.Environment),
        SystemdSet => new UnlockMethodDraft(UnlockMethodKind.SystemdCredential) { CredentialName = SystemdCredential },
        CommandSet => new UnlockMethodDraft(UnlockMethodKind.Command) { Command = Command },
        _ => new UnlockMethodDraft(UnlockMethodDraft.Keystore),
    };
}
