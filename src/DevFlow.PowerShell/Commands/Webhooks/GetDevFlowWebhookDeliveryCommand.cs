using System.Management.Automation;
using DevFlow.Core.Webhooks;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Shows what came to the listeners and what became of it, and goes on showing it as it comes.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowWebhookDelivery")]
[OutputType(typeof(WebhookDelivery))]
public sealed class GetDevFlowWebhookDeliveryCommand : AsyncDevFlowCmdlet
{
    /// <summary>Only deliveries of this source.</summary>
    [Parameter(Position = 0)]
    public string? Source { get; set; }

    /// <summary>Only deliveries to this listener.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ListenerCompleter))]
    public string? Listener { get; set; }

    /// <summary>Only those that this became of.</summary>
    [Parameter]
    public WebhookOutcome? Outcome { get; set; }

    /// <summary>Only those whose topic fits: * stands for one segment, ** for any number.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TopicPatternCompleter))]
    public string? Topic { get; set; }

    /// <summary>Only those of the event with this id.</summary>
    [Parameter]
    public string? EventId { get; set; }

    /// <summary>Only those that came at or after this time.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Only those that came before this time.</summary>
    [Parameter]
    public DateTimeOffset? Until { get; set; }

    /// <summary>Only the newest so many.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Newest { get; set; }

    /// <summary>Go on with those that come, until Ctrl+C.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        WebhookLog log = EngineHost.Engine.Webhooks.Log;
        Core.Events.TopicPattern? pattern = Topic is null ? null : Core.Events.TopicPattern.Parse(Topic);
        WebhookLogQuery query = new() { Source = Source, Listener = Listener, Outcome = Outcome, EventId = EventId, Since = Since, Until = Until, Newest = Newest };
        IAsyncEnumerable<WebhookDelivery> lines = Wait ? log.FollowAsync(query, cancellationToken) : (await log.ReadAsync(query, cancellationToken).ConfigureAwait(false)).ToAsyncEnumerable();
        await foreach (WebhookDelivery line in lines.ConfigureAwait(false))
        {
            if (pattern is null || (line.Topic is { } topic && pattern.Matches(topic)))
            {
                await EmitAsync(line).ConfigureAwait(false);
            }
        }
    }
}
