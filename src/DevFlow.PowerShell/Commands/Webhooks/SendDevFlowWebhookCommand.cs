using System.Management.Automation;
using DevFlow.Core;
using DevFlow.Core.Credentials;
using DevFlow.Core.Webhooks;
using DevFlow.PowerShell.Binding;

namespace DevFlow.PowerShell.Commands;

/// <summary>Signs a sample, a text or a file as its platform would and sends it to a listener on this machine.</summary>
[Cmdlet(VerbsCommunications.Send, "DevFlowWebhook", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(WebhookSendResult))]
public sealed class SendDevFlowWebhookCommand : SignedWebhookCmdlet
{
    /// <summary>Where to: an address of this machine; a listener's from the pipeline.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public Uri Uri { get; set; } = null!;

    /// <summary>The event as the platform's header names it, such as issues; that of the sample by default.</summary>
    [Parameter]
    public string? Event { get; set; }

    /// <summary>The delivery's id; a new one by default. The same one again makes a duplicate.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>The media type of the body.</summary>
    [Parameter]
    public string ContentType { get; set; } = "application/json";

    /// <summary>How long to wait for the answer, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.001, LongestTimer.Seconds)]
    public double TimeoutSec { get; set; } = 10;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (!ShouldProcess(Uri.ToString(), $"Send a signed webhook of {Platform}"))
        {
            return;
        }

        using HttpSource source = OpenSource();
        using SecretBuffer secret = source.Secrets.CopyCurrent();
        WebhookSample own = source.Source.Scheme.Sample ?? throw new DevFlowException(
            ErrorReason.InvalidArgument, $"The plugin of '{Platform}' verifies signatures and makes none.", "Have the platform itself send a test delivery.") { Target = Platform };
        WebhookSample sample = own with { Body = ReadBody() ?? own.Body, Event = Event ?? own.Event, Id = Id ?? Guid.NewGuid().ToString(), ContentType = ContentType };
        await EmitAsync(await WebhookSender.SendAsync(Uri, source.Source.Scheme, sample, secret.Memory, TimeSpan.FromSeconds(TimeoutSec), TimeProvider.System, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
