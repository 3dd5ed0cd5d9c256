using System.Management.Automation;
using DevFlow.Core.Events;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Publishes events: they are on disk when the command ends, then every handler whose topic fits gets them.</summary>
[Cmdlet(VerbsData.Publish, "DevFlowEvent", DefaultParameterSetName = TopicSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Event))]
public sealed class PublishDevFlowEventCommand : AsyncDevFlowCmdlet
{
    private const string TopicSet = "Topic";
    private const string EventSet = "Event";
    private const string DeadLetterSet = "DeadLetter";
    private const string DeliverySet = "Delivery";
    private const string JsonSet = "Json";
    private const string Publishing = "Publish an event";

    private EventBus? _bus;
    private PublishQueue? _queue;

    /// <summary>The topic: segments parted by dots, such as deploy.finished.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = TopicSet)]
    [ArgumentCompleter(typeof(TopicCompleter))]
    public string Topic { get; set; } = "";

    /// <summary>The payload: any object; it becomes JSON.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ParameterSetName = TopicSet)]
    [AllowNull]
    public object? Data { get; set; }

    /// <summary>An event: one from the journal is published anew, another one as it is.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = EventSet)]
    public Event InputObject { get; set; } = null!;

    /// <summary>A dead letter, whose handler gets the event once more.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = DeadLetterSet)]
    public DeadLetter DeadLetter { get; set; } = null!;

    /// <summary>A delivery of a webhook, whose event is published anew.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = DeliverySet)]
    public WebhookDelivery Delivery { get; set; } = null!;

    /// <summary>Events as CloudEvents 1.0 JSON, published as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = JsonSet)]
    public string[] Json { get; set; } = [];

    /// <summary>Have this handler alone get the event once more; nothing is published.</summary>
    [Parameter(ParameterSetName = EventSet)]
    [Parameter(ParameterSetName = DeadLetterSet)]
    [Parameter(ParameterSetName = DeliverySet)]
    [ArgumentCompleter(typeof(HandlerCompleter))]
    public string? HandlerName { get; set; }

    /// <summary>What the event is about, such as an issue number.</summary>
    [Parameter(ParameterSetName = TopicSet)]
    public string? Subject { get; set; }

    /// <summary>How urgent it is; what is more urgent overtakes what waits.</summary>
    [Parameter(ParameterSetName = TopicSet)]
    public EventPriority Priority { get; set; } = EventPriority.Normal;

    /// <summary>The story it belongs to; inside a handler, the story of the event being handled.</summary>
    [Parameter(ParameterSetName = TopicSet)]
    public string? CorrelationId { get; set; }

    /// <summary>The id of the event that caused it; inside a handler, that of the event being handled.</summary>
    [Parameter(ParameterSetName = TopicSet)]
    public string? CausationId { get; set; }

    /// <summary>Events with the same key keep their order.</summary>
    [Parameter(ParameterSetName = TopicSet)]
    public string? PartitionKey { get; set; }

    /// <summary>Do not store it: handlers get it at once, and nobody after a crash.</summary>
    [Parameter(ParameterSetName = TopicSet)]
    [Parameter(ParameterSetName = EventSet)]
    [Parameter(ParameterSetName = JsonSet)]
    public SwitchParameter Volatile { get; set; }

    /// <summary>Write the published events to the pipeline.</summary>
    [Parameter(ParameterSetName = TopicSet)]
    [Parameter(ParameterSetName = EventSet)]
    [Parameter(ParameterSetName = DeliverySet)]
    [Parameter(ParameterSetName = JsonSet)]
    public SwitchParameter PassThru { get; set; }

    private EventBus Bus => _bus ??= EngineHost.Engine.Events;

    private PublishQueue Queue => _queue ??= new PublishQueue(Bus);

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken) => ParameterSetName switch
    {
        TopicSet => PublishAsync(FromData(), cancellationToken),
        EventSet => PublishAgainAsync(InputObject, cancellationToken),
        DeliverySet => PublishAgainAsync(Delivery, cancellationToken),
        DeadLetterSet => ReplayAsync(DeadLetter, cancellationToken),
        _ => PublishAllAsync(Json, cancellationToken),
    };

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_queue is null)
        {
            return;
        }

        await _queue.DrainAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        await AnswerAsync().ConfigureAwait(false);
    }

    private Task PublishAgainAsync(Event given, CancellationToken cancellationToken) =>
        HandlerName is not null ? ReplayAsync(given, cancellationToken) : PublishAsync(given.Sequence == 0 ? given : Anew(given), cancellationToken);

    private async Task PublishAgainAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        EventQuery query = new() { Id = delivery.EventId, AfterSequence = delivery.EventSequence - 1, Limit = 1 };
        Event? stored = delivery.EventSequence == 0 ? null : await Bus.Journal.ReadAsync(query, cancellationToken).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        await PublishAgainAsync(stored ?? throw Gone(delivery), cancellationToken).ConfigureAwait(false);
    }

    private static DevFlowException Gone(WebhookDelivery delivery) => new(
        ErrorReason.NotFound,
        $"The delivery {delivery.Sequence} ({delivery.Outcome}) has no event in the journal.",
        "Pipe accepted deliveries: what was refused was never stored, and events older than 30 days are removed.") { Target = delivery.EventId };

    private async Task PublishAllAsync(string[] texts, CancellationToken cancellationToken)
    {
        foreach (string text in texts)
        {
            try
            {
                Event draft = Event.FromJson(text);
                if (await ConfirmAsync(draft.Topic, Publishing).ConfigureAwait(false))
                {
                    await SendAsync(draft, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (DevFlowException exception)
            {
                await EmitErrorAsync(exception).ConfigureAwait(false);
            }
        }
    }

    private Task PublishAsync(Event draft, CancellationToken cancellationToken) =>
        ShouldProcess(draft.Topic, Publishing) ? SendAsync(draft, cancellationToken) : Task.CompletedTask;

    private Task SendAsync(Event draft, CancellationToken cancellationToken)
    {
        if (!Volatile)
        {
            ValueTask adding = Queue.AddAsync(draft, cancellationToken);
            return adding.IsCompletedSuccessfully ? AnswerAsync() : WaitAsync(adding);
        }

        ValueTask<PublishResult> publishing = Bus.PublishVolatileAsync(draft, cancellationToken);
        return publishing.IsCompletedSuccessfully && !PassThru ? Task.CompletedTask : ShowAsync(publishing);
    }

    private async Task WaitAsync(ValueTask adding)
    {
        await adding.ConfigureAwait(false);
        await AnswerAsync().ConfigureAwait(false);
    }

    private async Task ShowAsync(ValueTask<PublishResult> publishing)
    {
        PublishResult result = await publishing.ConfigureAwait(false);
        await ShowAsync(result).ConfigureAwait(false);
    }

    private async Task AnswerAsync()
    {
        while (Queue.TryTake(out PublishAnswer? answer))
        {
            if (answer.Error is { } error)
            {
                await EmitErrorAsync(error).ConfigureAwait(false);
            }
            else if (answer.Result is { } result)
            {
                await ShowAsync(result).ConfigureAwait(false);
            }
        }
    }

    // Of an event that a middleware stopped there is nothing to pass on.
    private ValueTask ShowAsync(PublishResult result) =>
        PassThru && result.Outcome is not PublishOutcome.Stopped ? EmitAsync(result.Event) : ValueTask.CompletedTask;

    private Task ReplayAsync(Event stored, CancellationToken cancellationToken) =>
        ShouldProcess(stored.ToString(), $"Replay to the handler '{HandlerName}'") ? Bus.ReplayAsync(stored, HandlerName!, cancellationToken) : Task.CompletedTask;

    private Task ReplayAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        if (HandlerName is not null && !HandlerName.Equals(letter.Handler, StringComparison.OrdinalIgnoreCase))
        {
            return ReplayAsync(letter.Event, cancellationToken);
        }

        return ShouldProcess(letter.ToString(), $"Replay to the handler '{letter.Handler}'") ? Bus.ReplayAsync(letter, cancellationToken) : Task.CompletedTask;
    }

    private Event FromData()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return new Event
        {
            Id = Guid.CreateVersion7(now).ToString(),
            Source = EventRules.SessionSource,
            Type = Topic,
            Topic = Topic,
            Subject = Subject,
            Time = now,
            Payload = new EventPayload(JsonObjects.ToJson(Data)),
            Priority = Priority,
            CorrelationId = CorrelationId ?? "",
            CausationId = CausationId,
            PartitionKey = PartitionKey,
        };
    }

    // By its id it would be a duplicate, which nobody handles.
    private static Event Anew(Event stored)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return stored with { Id = Guid.CreateVersion7(now).ToString(), Time = now, CausationId = stored.Id, Sequence = 0 };
    }
}
