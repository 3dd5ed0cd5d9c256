using System.Management.Automation;
using System.Security;
using DevFlow.Core.Credentials;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Starts a listener on loopback that verifies a platform's signed webhooks and publishes them as events.</summary>
[Cmdlet(VerbsLifecycle.Start, "DevFlowWebhookListener", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(WebhookListener))]
public sealed class StartDevFlowWebhookListenerCommand : AsyncDevFlowCmdlet
{
    /// <summary>The platform's id, such as github.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    public string Platform { get; set; } = "";

    /// <summary>The secret that is entered at the platform; a listener without one refuses to start.</summary>
    [Parameter]
    public SecureString? Secret { get; set; }

    /// <summary>The loopback port; 0, the default, takes a free one.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>The listener's name; the platform's id by default.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (!ShouldProcess($"127.0.0.1:{Port}", $"Listen for webhooks of {Platform}"))
        {
            return;
        }

        using SecretBuffer? secret = Secret is null ? null : SecureText.ToBuffer(Secret);
        await EmitAsync(await EngineHost.Engine.Webhooks.StartAsync(Platform, Name, Port, secret, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
