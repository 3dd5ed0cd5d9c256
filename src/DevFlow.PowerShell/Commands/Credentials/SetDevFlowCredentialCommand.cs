using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using DevFlow.Core.Credentials;
using DevFlow.Core.Files;
using DevFlow.Core.Logging;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Stores a secret encrypted, under a new name or in place of the one there is.</summary>
/// <remarks>No secret parameter is validated by an attribute: the error of one repeats the value.</remarks>
[Cmdlet(VerbsCommon.Set, "DevFlowCredential", DefaultParameterSetName = SecretSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Credential))]
public sealed class SetDevFlowCredentialCommand : StoreChangeCmdlet
{
    private const string SecretSet = "Secret";
    private const string CredentialSet = "Credential";
    private const string EnvironmentSet = "Environment";
    private const string FileSet = "File";

    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("CredentialName")]
    [ArgumentCompleter(typeof(CredentialCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The secret: a token, key, password or access token.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = SecretSet, ValueFromPipelineByPropertyName = true)]
    public SecureString Secret { get; set; } = null!;

    /// <summary>A user name with its password or API token.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CredentialSet)]
    [Credential]
    public PSCredential Credential { get; set; } = null!;

    /// <summary>The environment variable that holds the secret.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EnvironmentSet)]
    public string FromEnvironment { get; set; } = "";

    /// <summary>The file that holds the secret.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet)]
    public string FromFile { get; set; } = "";

    /// <summary>What the secret is.</summary>
    [Parameter]
    public CredentialKind? Kind { get; set; }

    /// <summary>The platform it belongs to.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    public string? Platform { get; set; }

    /// <summary>The platform's address: the secret is sent nowhere else.</summary>
    [Parameter]
    public Uri? BaseUri { get; set; }

    /// <summary>The account it belongs to.</summary>
    [Parameter]
    public string? Account { get; set; }

    /// <summary>The refresh token of a login.</summary>
    [Parameter]
    public SecureString? RefreshToken { get; set; }

    /// <summary>The secret of the OAuth client the login was given to.</summary>
    [Parameter]
    public SecureString? ClientSecret { get; set; }

    /// <summary>The scopes granted.</summary>
    [Parameter]
    [ValidateNotNull]
    public string[] Scope { get; set; } = [];

    /// <summary>When the secret ends.</summary>
    [Parameter]
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>When the refresh token ends.</summary>
    [Parameter]
    public DateTimeOffset? RefreshExpiresAt { get; set; }

    /// <summary>What renewing it takes beside the secret, such as clientId; nothing secret.</summary>
    [Parameter]
    public Hashtable? Attribute { get; set; }

    /// <summary>Show what is stored now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (!ShouldProcess(Name, "Store the secret encrypted"))
        {
            return;
        }

        CredentialRequest request = new()
        {
            Name = Name,
            Kind = Kind ?? (ParameterSetName == CredentialSet ? CredentialKind.Basic : null),
            Platform = Platform,
            BaseUri = BaseUri,
            Account = Account ?? (ParameterSetName == CredentialSet ? Credential.UserName : null),
            Scopes = Scope,
            ExpiresAt = ExpiresAt,
            RefreshExpiresAt = RefreshExpiresAt,
            Attributes = Attribute?.Cast<DictionaryEntry>().ToDictionary(static e => Text(e.Key), static e => Text(e.Value), StringComparer.Ordinal),
        };
        using TokenSet secret = new(ReadSecret(), ToBuffer(RefreshToken), ToBuffer(ClientSecret));
        Credential stored = await EngineHost.Engine.CredentialEditor
            .StoreAsync(request, secret, Note, cancellationToken).ConfigureAwait(false);
        if (PassThru)
        {
            await EmitAsync(stored.At(TimeProvider.System.GetUtcNow())).ConfigureAwait(false);
        }
    }

    private SecretBuffer ReadSecret() => ParameterSetName switch
    {
        CredentialSet => SecureText.ToBuffer(Credential.Password),
        EnvironmentSet => SecretInput.FromEnvironment(FromEnvironment),
        FileSet => ReadFile(GetUnresolvedProviderPathFromPSPath(FromFile)),
        _ => SecureText.ToBuffer(Secret),
    };

    private SecretBuffer ReadFile(string path)
    {
        SecretBuffer secret = SecretInput.FromFile(path);
        if (PrivateFile.FindFault(path) is string fault)
        {
            Pump.Write(LogStream.Warning, $"Others may have read the secret in '{path}': {fault}. Remove the file, and think of a new secret.");
        }

        return secret;
    }

    private static SecretBuffer? ToBuffer(SecureString? text) => text is null ? null : SecureText.ToBuffer(text);

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
