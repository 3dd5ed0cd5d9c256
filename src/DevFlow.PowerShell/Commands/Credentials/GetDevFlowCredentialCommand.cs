using System.Management.Automation;
using System.Security;
using DevFlow.Core.Credentials;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Lists stored credentials without opening their secrets; hands out a secret only where asked to by a switch.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowCredential", DefaultParameterSetName = MetadataSet)]
[OutputType(typeof(Credential), ParameterSetName = [MetadataSet])]
[OutputType(typeof(PSCredential), ParameterSetName = [PSCredentialSet])]
[OutputType(typeof(SecureString), ParameterSetName = [SecureStringSet])]
[OutputType(typeof(string), ParameterSetName = [PlainTextSet])]
public sealed class GetDevFlowCredentialCommand : AsyncDevFlowCmdlet
{
    private const string MetadataSet = "Metadata";
    private const string PSCredentialSet = "PSCredential";
    private const string SecureStringSet = "SecureString";
    private const string PlainTextSet = "PlainText";

    /// <summary>Names, with wildcards; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("CredentialName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CredentialCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only credentials of these kinds.</summary>
    [Parameter]
    public CredentialKind[]? Kind { get; set; }

    /// <summary>Only credentials of this platform.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    public string? Platform { get; set; }

    /// <summary>Only credentials in these states.</summary>
    [Parameter]
    public CredentialState[]? State { get; set; }

    /// <summary>Only credentials that end within this time, or have ended, if nobody acts.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan? EndsWithin { get; set; }

    /// <summary>Hand out the account and the secret, the secret as a SecureString.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PSCredentialSet)]
    public SwitchParameter AsPSCredential { get; set; }

    /// <summary>Hand out the secret as a SecureString.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SecureStringSet)]
    public SwitchParameter AsSecureString { get; set; }

    /// <summary>Hand out the secret as plain text.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PlainTextSet)]
    public SwitchParameter AsPlainText { get; set; }

    /// <summary>Why the secret is handed out, for the audit log.</summary>
    [Parameter(ParameterSetName = PSCredentialSet)]
    [Parameter(ParameterSetName = SecureStringSet)]
    [Parameter(ParameterSetName = PlainTextSet)]
    public string? Reason { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        CredentialStore store = EngineHost.Engine.Credentials;
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        foreach (Credential credential in Choose(store).Select(c => c.At(now)).Where(c => IsWanted(c, now)))
        {
            await EmitAsync(Shape(store, credential)).ConfigureAwait(false);
        }
    }

    private IEnumerable<Credential> Choose(CredentialStore store)
    {
        // Plain names need no look at all the others; where one is missing, the list is what the error names.
        NamePattern[] patterns = Array.ConvertAll(Name, static name => new NamePattern(name));
        if (Array.TrueForAll(patterns, static pattern => pattern.IsPlain)
            && Array.ConvertAll(patterns, pattern => store.Find(pattern.ToString())) is { } found && Array.TrueForAll(found, static c => c is not null))
        {
            return found!;
        }

        return ChooseFromList(store.ListEntries(), patterns);
    }

    private IEnumerable<Credential> ChooseFromList(IReadOnlyList<CredentialEntry> entries, NamePattern[] patterns)
    {
        Credential[] all = [.. entries.Select(static e => e.Credential).OfType<Credential>()];
        foreach (Credential credential in NamedItems.Select(all, Name, static c => c.Name, "stored credential", ErrorReason.CredentialNotFound))
        {
            yield return credential;
        }

        // Of a file that was refused nobody knows whose it is: it may be one that a wildcard asks for.
        if (entries.FirstOrDefault(static e => e.Error is not null) is { Error: { } damage } && Array.Exists(patterns, static pattern => !pattern.IsPlain))
        {
            throw damage;
        }
    }

    private bool IsWanted(Credential credential, DateTimeOffset now) =>
        Kind?.Contains(credential.Kind) != false
        && (Platform is null || string.Equals(credential.Platform, Platform, StringComparison.OrdinalIgnoreCase))
        && State?.Contains(credential.State) != false
        && (EndsWithin is not { } span || credential.EndsAt - now <= span);

    private object Shape(CredentialStore store, Credential credential)
    {
        if (ParameterSetName == MetadataSet)
        {
            return credential;
        }

        using SecretBuffer stored = store.OpenSecret(credential.Name, new AuditNote(Why: Reason));
        using TokenSet set = TokenSet.Open(credential.Kind, stored);
        if (AsPlainText)
        {
            using SecretChars text = set.Secret.ToChars();
            return text.Chars.ToString();
        }

        // A PSCredential takes no empty user name, and a secret of a program has none.
        SecureString secure = SecureText.ToSecureString(set.Secret);
        return AsSecureString ? secure : new PSCredential(credential.Account.Length > 0 ? credential.Account : credential.Name, secure);
    }
}
