using System.Management.Automation;
using System.Security;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Logins;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Connects to a platform: validates the credential with one call, then stores it encrypted under the connection's name.</summary>
[Cmdlet(VerbsCommunications.Connect, "DevFlowPlatform", DefaultParameterSetName = ByToken, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Connection))]
public sealed class ConnectDevFlowPlatformCommand : PlatformCmdlet
{
    private const string ByToken = "Token";
    private const string ByCredential = "Credential";
    private const string ByName = "Stored";
    private const string ByLogin = "Login";
    private const string ByApp = "App";

    /// <summary>The platform's id, such as github.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    public string Platform { get; set; } = "";

    /// <summary>The platform's address as a person would open it; the platform's public one by default.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public Uri? BaseUri { get; set; }

    /// <summary>The token.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByToken, ValueFromPipelineByPropertyName = true)]
    public SecureString Token { get; set; } = null!;

    /// <summary>What goes with the token where a platform wants both: the e-mail address of an Atlassian account.</summary>
    [Parameter(ParameterSetName = ByToken, ValueFromPipelineByPropertyName = true)]
    public string? UserName { get; set; }

    /// <summary>A user name with a token or password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByCredential)]
    [Credential]
    public PSCredential Credential { get; set; } = null!;

    /// <summary>The name of a stored credential: a login that renews itself, an app's key, or any other.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByName)]
    [ArgumentCompleter(typeof(CredentialCompleter))]
    public string CredentialName { get; set; } = null!;

    /// <summary>Logs in by OAuth: Device shows a code to enter anywhere, Browser a page to open on this machine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLogin)]
    public LoginMethod Login { get; set; }

    /// <summary>The id of the OAuth client to log in with, from the settings of your app.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLogin)]
    public string ClientId { get; set; } = "";

    /// <summary>The client's secret, where the platform wants it.</summary>
    [Parameter(ParameterSetName = ByLogin)]
    public SecureString? ClientSecret { get; set; }

    /// <summary>What to ask for; what DevFlow's own commands need where omitted.</summary>
    [Parameter(ParameterSetName = ByLogin)]
    public string[] Scope { get; set; } = [];

    /// <summary>The loopback address the app is registered with; http://127.0.0.1/callback with a free port where omitted.</summary>
    [Parameter(ParameterSetName = ByLogin)]
    public Uri? RedirectUri { get; set; }

    /// <summary>Opens the page in the browser, not only shows its address.</summary>
    [Parameter(ParameterSetName = ByLogin)]
    public SwitchParameter OpenBrowser { get; set; }

    /// <summary>Takes the address the browser ends at from the prompt, where it runs on another machine.</summary>
    [Parameter(ParameterSetName = ByLogin)]
    public SwitchParameter PasteAddress { get; set; }

    /// <summary>The id of a GitHub App, or its client id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByApp)]
    public string AppId { get; set; } = "";

    /// <summary>The installation of the app that tokens are made for; found where the app has just one.</summary>
    [Parameter(ParameterSetName = ByApp)]
    public string? InstallationId { get; set; }

    /// <summary>The file with the app's private key, in PEM form.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByApp)]
    public string PrivateKeyPath { get; set; } = "";

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

        ConnectRequest request = new() { Platform = Platform, BaseUri = BaseUri, Name = Name };
        Connection connection = ParameterSetName == ByLogin
            ? await LogInAsync(request, cancellationToken).ConfigureAwait(false)
            : await ConnectAsync(request, cancellationToken).ConfigureAwait(false);
        await EmitAsync(connection).ConfigureAwait(false);
    }

    private async Task<Connection> ConnectAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        ConnectionManager connections = EngineHost.Engine.Connections;
        if (ParameterSetName == ByName)
        {
            return await connections.ConnectAsync(request with { CredentialName = CredentialName }, cancellationToken).ConfigureAwait(false);
        }

        string account = (ParameterSetName == ByCredential ? Credential.UserName : UserName) ?? "";
        using TokenSet secret = new(ParameterSetName switch
        {
            ByApp => SecretInput.FromFile(SessionState.Path.GetUnresolvedProviderPathFromPSPath(PrivateKeyPath)),
            ByCredential => SecureText.ToBuffer(Credential.Password),
            _ => SecureText.ToBuffer(Token),
        });
        request = request with { Secret = secret, Account = account, Kind = account.Length > 0 ? CredentialKind.Basic : CredentialKind.Token };
        if (ParameterSetName == ByApp)
        {
            Dictionary<string, string> app = new(StringComparer.Ordinal) { [CredentialAttributes.AppId] = AppId };
            if (InstallationId is not null)
            {
                app[CredentialAttributes.InstallationId] = InstallationId;
            }

            request = request with { Kind = CredentialKind.AppKey, Attributes = app };
        }

        return await connections.ConnectAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Connection> LogInAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        if (!Person.IsThere(Host))
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                "A login by OAuth needs a person, and nobody is at this session.",
                "Log in once at a prompt; the connection it makes renews itself and can be used here by its name. Or connect with a token, or as an app.") { Target = Platform };
        }

        using SecretBuffer secret = ClientSecret is null ? new SecretBuffer(0) : SecureText.ToBuffer(ClientSecret);
        LoginGuide guide = new(OnPipelineAsync, Tell, PasteAddress ? () => Host.UI.ReadLine() : null) { OpensBrowser = OpenBrowser };
        return await EngineHost.Engine.Connections.LogInAsync(
            request,
            new LoginOptions { Method = Login, ClientId = ClientId, ClientSecret = secret, Scopes = Scope, RedirectUri = RedirectUri, Guide = guide },
            cancellationToken).ConfigureAwait(false);
    }

    // As Write-Host does: seen at a prompt, and kept apart from the output.
    private void Tell(string text) => WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]);
}
