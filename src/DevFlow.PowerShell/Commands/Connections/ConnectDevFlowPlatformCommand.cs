using System.Management.Automation;
using System.Security;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Connects to a platform: validates the credential with one call, then stores it encrypted under the connection's name.</summary>
[Cmdlet(VerbsCommunications.Connect, "DevFlowPlatform", DefaultParameterSetName = TokenSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Connection))]
public sealed class ConnectDevFlowPlatformCommand : PlatformCmdlet
{
    private const string TokenSet = "Token";
    private const string CredentialSet = "Credential";
    private const string StoredSet = "Stored";

    /// <summary>The platform's id, such as github.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    public string Platform { get; set; } = "";

    /// <summary>The platform's address as a person would open it; the platform's public one by default.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public Uri? BaseUri { get; set; }

    /// <summary>The token.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TokenSet, ValueFromPipelineByPropertyName = true)]
    public SecureString Token { get; set; } = null!;

    /// <summary>What goes with the token where a platform wants both: the e-mail address of an Atlassian account.</summary>
    [Parameter(ParameterSetName = TokenSet, ValueFromPipelineByPropertyName = true)]
    public string? UserName { get; set; }

    /// <summary>A user name with a token or password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CredentialSet)]
    [Credential]
    public PSCredential Credential { get; set; } = null!;

    /// <summary>The name of a stored credential: a login that renews itself, an app's key, or any other.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StoredSet)]
    [ArgumentCompleter(typeof(CredentialCompleter))]
    public string CredentialName { get; set; } = null!;

    /// <summary>The connection's name; by default the platform's id, with the host where it is not the public one.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (!ShouldProcess(EngineHost.Redact(BaseUri?.ToString() ?? Platform), "Validate the credential and store it encrypted"))
        {
            return;
        }

        string account = (ParameterSetName == CredentialSet ? Credential.UserName : UserName) ?? "";
        using SecretBuffer? secret = ParameterSetName == StoredSet ? null : SecureText.ToBuffer(ParameterSetName == TokenSet ? Token : Credential.Password);
        await EmitAsync(await EngineHost.Engine.Connections.ConnectAsync(
            new ConnectRequest
            {
                Platform = Platform,
                BaseUri = BaseUri,
                Name = Name,
                CredentialName = ParameterSetName == StoredSet ? CredentialName : null,
                Kind = account.Length > 0 ? CredentialKind.Basic : CredentialKind.Token,
                Account = account,
                Secret = secret,
            },
            cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
