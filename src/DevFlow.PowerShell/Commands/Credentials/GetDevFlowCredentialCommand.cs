using System.Management.Automation;
using DevFlow.Core.Credentials;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Lists stored credentials without opening their secrets; hands out a secret only where asked to by a switch.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowCredential", DefaultParameterSetName = "Metadata")]
[OutputType(typeof(Credential), ParameterSetName = ["Metadata"])]
[OutputType(typeof(PSCredential), ParameterSetName = ["PSCredential"])]
[OutputType(typeof(string), ParameterSetName = ["PlainText"])]
public sealed class GetDevFlowCredentialCommand : AsyncDevFlowCmdlet
{
    /// <summary>Names, with wildcards; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("CredentialName")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CredentialCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only credentials of this platform.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    public string? Platform { get; set; }

    /// <summary>Hand out the account and the secret, the secret as a SecureString.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "PSCredential")]
    public SwitchParameter AsPSCredential { get; set; }

    /// <summary>Hand out the secret as plain text.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "PlainText")]
    public SwitchParameter AsPlainText { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        CredentialStore store = EngineHost.Engine.Credentials;
        IReadOnlyList<CredentialEntry> entries = store.ListEntries();
        Credential[] all = [.. entries.Select(static e => e.Credential).OfType<Credential>().Where(c => Platform is null || string.Equals(c.Platform, Platform, StringComparison.OrdinalIgnoreCase))];

        // A damaged file does not say whose it is: it may be the very one that is asked for.
        DevFlowException? damage = entries.Select(static e => e.Error).FirstOrDefault(static e => e is not null);
        try
        {
            foreach (Credential credential in NamedItems.Select(all, Name, static c => c.Name, "stored credential", ErrorReason.CredentialNotFound))
            {
                await EmitAsync(Shape(store, credential)).ConfigureAwait(false);
            }
        }
        catch (DevFlowException missing) when (damage is not null && missing.Reason == ErrorReason.CredentialNotFound)
        {
            throw damage;
        }

        if (damage is not null && Array.Exists(Name, static name => !new NamePattern(name).IsPlain))
        {
            throw damage;
        }
    }

    private object Shape(CredentialStore store, Credential credential)
    {
        if (!AsPSCredential && !AsPlainText)
        {
            return credential;
        }

        using SecretBuffer secret = store.OpenSecret(credential.Name, AuditNote.None);
        if (AsPSCredential)
        {
            return new PSCredential(credential.Account, SecureText.ToSecureString(secret));
        }

        using SecretChars text = secret.ToChars();
        return text.Chars.ToString();
    }
}
