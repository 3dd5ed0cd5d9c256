using System.Management.Automation;
using DevFlow.Core.Events;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Publishes an event: it is on disk when the command returns, then every handler whose topic fits gets it.</summary>
[Cmdlet(VerbsData.Publish, "DevFlowEvent", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Event))]
public sealed class PublishDevFlowEventCommand : AsyncDevFlowCmdlet
{
    /// <summary>The topic: segments parted by dots, such as deploy.finished.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Topic { get; set; } = "";

    /// <summary>The payload: any object; it becomes JSON.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [AllowNull]
    public object? Data { get; set; }

    /// <summary>What the event is about, such as an issue number.</summary>
    [Parameter]
    public string? Subject { get; set; }

    /// <summary>The story it belongs to; inside a handler, the story of the event being handled.</summary>
    [Parameter]
    public string? CorrelationId { get; set; }

    /// <summary>Events with the same key keep their order.</summary>
    [Parameter]
    public string? PartitionKey { get; set; }

    /// <summary>Write the stored event to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (!ShouldProcess(Topic, "Publish an event"))
        {
            return;
        }

        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        PublishResult result = await EngineHost.Engine.Events.PublishAsync(
            new Event
            {
                Id = Guid.CreateVersion7(now).ToString(),
                Source = EventRules.SessionSource,
                Type = Topic,
                Topic = Topic,
                Subject = Subject,
                Time = now,
                Payload = new EventPayload(JsonObjects.ToJson(Data)),
                CorrelationId = CorrelationId ?? "",
                PartitionKey = PartitionKey,
            },
            cancellationToken).ConfigureAwait(false);
        if (PassThru)
        {
            await EmitAsync(result.Event).ConfigureAwait(false);
        }
    }
}
