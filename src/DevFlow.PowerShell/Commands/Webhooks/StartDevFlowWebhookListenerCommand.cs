using System.Management.Automation;
using System.Net;
using System.Security;
using DevFlow.Core.Credentials;
using DevFlow.Core.Webhooks;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Starts a listener that verifies signed webhooks and publishes them as events.</summary>
[Cmdlet(VerbsLifecycle.Start, "DevFlowWebhookListener", DefaultParameterSetName = PlatformSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(WebhookListener))]
public sealed class StartDevFlowWebhookListenerCommand : AsyncDevFlowCmdlet
{
    private const string PlatformSet = "Platform";
    private const string SourceSet = "Source";
    private const string SocketSet = "Socket";

    /// <summary>Whose webhooks are taken: a platform's id such as github, or standard for Standard Webhooks.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PlatformSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SocketSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SchemeCompleter))]
    public string Platform { get; set; } = "";

    /// <summary>The secret that is entered at the platform; a listener without one refuses to start.</summary>
    [Parameter(ParameterSetName = PlatformSet)]
    public SecureString? Secret { get; set; }

    /// <summary>The stored secret; when it is rotated, the listener follows.</summary>
    [Parameter(ParameterSetName = PlatformSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = SocketSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(CredentialCompleter))]
    public string? CredentialName { get; set; }

    /// <summary>The largest body in bytes; 25 MiB by default.</summary>
    [Parameter(ParameterSetName = PlatformSet)]
    public int MaxBodyBytes { get; set; }

    /// <summary>Who may send: addresses, networks, or files of such or of GitHub's /meta.</summary>
    [Parameter(ParameterSetName = PlatformSet)]
    public string[] AllowFrom { get; set; } = [];

    /// <summary>Several sources: hashtables with Name, Platform, Secret or CredentialName, MaxBodyBytes, AllowFrom.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SourceSet)]
    public WebhookSourceOptions[] Source { get; set; } = [];

    /// <summary>The port; 0, the default, takes a free one.</summary>
    [Parameter(ParameterSetName = PlatformSet)]
    [Parameter(ParameterSetName = SourceSet)]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>The listener's name; that of its first source by default.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>The address to listen on; 127.0.0.1 by default. Any other needs a certificate, or -AllowPlainHttp.</summary>
    [Parameter(ParameterSetName = PlatformSet)]
    [Parameter(ParameterSetName = SourceSet)]
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>A certificate with its key: a PEM or PKCS #12 file. Read again when it changes.</summary>
    [Parameter(ParameterSetName = PlatformSet)]
    [Parameter(ParameterSetName = SourceSet)]
    public string? CertificatePath { get; set; }

    /// <summary>The key of a PEM certificate, where it is in a file of its own.</summary>
    [Parameter(ParameterSetName = PlatformSet)]
    [Parameter(ParameterSetName = SourceSet)]
    public string? CertificateKeyPath { get; set; }

    /// <summary>The password of the certificate's file.</summary>
    [Parameter(ParameterSetName = PlatformSet)]
    [Parameter(ParameterSetName = SourceSet)]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>A certificate of the system's store, by thumbprint or host name; the newest valid one.</summary>
    [Parameter(ParameterSetName = PlatformSet)]
    [Parameter(ParameterSetName = SourceSet)]
    public string? CertificateSubject { get; set; }

    /// <summary>Plain HTTP on another address than loopback, behind a proxy that brings TLS.</summary>
    [Parameter(ParameterSetName = PlatformSet)]
    [Parameter(ParameterSetName = SourceSet)]
    public SwitchParameter AllowPlainHttp { get; set; }

    /// <summary>The proxies in front, as addresses or networks: their X-Forwarded-For is believed, and nobody else's.</summary>
    [Parameter(ParameterSetName = PlatformSet)]
    [Parameter(ParameterSetName = SourceSet)]
    public string[] TrustedProxy { get; set; } = [];

    /// <summary>A port of its own on 127.0.0.1 for /healthz, /readyz and /metrics.</summary>
    [Parameter(ParameterSetName = PlatformSet)]
    [Parameter(ParameterSetName = SourceSet)]
    [ValidateRange(0, 65535)]
    public int? HealthPort { get; set; }

    /// <summary>Open a socket to the platform instead of listening, so that no address is needed; -CredentialName names the token that may (Slack: an app-level token).</summary>
    [Parameter(Mandatory = true, ParameterSetName = SocketSet)]
    public SwitchParameter SocketMode { get; set; }

    /// <summary>How many sockets are kept open.</summary>
    [Parameter(ParameterSetName = SocketSet)]
    [ValidateRange(1, 10)]
    public int Sockets { get; set; } = 1;

    /// <summary>Stay until the listener is stopped, by Ctrl+C, SIGTERM or Stop-DevFlowWebhookListener.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        string platforms = ParameterSetName == SourceSet ? string.Join(", ", Source.Select(static source => source.Platform)) : Platform;
        string where = ParameterSetName == SocketSet ? "through a socket" : $"{Address}:{Port}";
        if (!ShouldProcess(where, $"Listen for webhooks of {platforms}"))
        {
            return;
        }

        WebhookListener listener = ParameterSetName == SocketSet
            ? await EngineHost.Engine.Webhooks.StartAsync(new SocketRequest(Name, Platform, CredentialName!, Sockets), cancellationToken).ConfigureAwait(false)
            : await ListenAsync(cancellationToken).ConfigureAwait(false);
        await EmitAsync(listener).ConfigureAwait(false);
        if (Wait)
        {
            await EngineHost.Engine.Webhooks.RunAsync(listener, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<WebhookListener> ListenAsync(CancellationToken cancellationToken)
    {
        List<SecretBuffer> secrets = [];
        try
        {
            ListenerRequest request = new()
            {
                Name = Name,
                Sources = [.. (ParameterSetName == PlatformSet ? [Only()] : Source).Select(source => ToRequest(source, secrets))],
                Address = Address,
                Port = Port,
                HealthPort = HealthPort,
                Certificate = CertificatePath is null && CertificateSubject is null ? null : Certificate(secrets),
                AllowPlainHttp = AllowPlainHttp,
                TrustedProxies = TrustedProxy,
            };
            return await EngineHost.Engine.Webhooks.StartAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            secrets.ForEach(static secret => secret.Dispose());
        }
    }

    private WebhookSourceOptions Only() => new()
    {
        Platform = Platform,
        Secret = Secret,
        CredentialName = CredentialName,
        MaxBodyBytes = MaxBodyBytes,
        AllowFrom = AllowFrom,
    };

    private SourceRequest ToRequest(WebhookSourceOptions source, List<SecretBuffer> secrets) => new(
        source.Name, source.Platform, Buffer(source.Secret, secrets), source.CredentialName, source.MaxBodyBytes, [.. source.AllowFrom.Select(NetworkOrFile)]);

    private CertificateRequest Certificate(List<SecretBuffer> secrets) => new(FullPath(CertificatePath), FullPath(CertificateKeyPath), Buffer(CertificatePassword, secrets), CertificateSubject);

    // A file is found from where the session stands, not the process.
    private string NetworkOrFile(string entry) => FullPath(entry) is { } path && System.IO.File.Exists(path) ? path : entry;

    private string? FullPath(string? path) => path is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

    private static SecretBuffer? Buffer(SecureString? text, List<SecretBuffer> secrets)
    {
        if (text is null)
        {
            return null;
        }

        SecretBuffer secret = SecureText.ToBuffer(text);
        secrets.Add(secret);
        return secret;
    }
}
