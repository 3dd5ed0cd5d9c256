namespace DevFlow;

/// <summary>One attempt to have an event handled, and what the handler wrote meanwhile.</summary>
public sealed class EventDelivery
{
    /// <summary>How many entries each of the four lists takes; what comes after them is dropped.</summary>
    public const int MaxEntries = 100;

    // Most deliveries end well and write nothing: what there is to record has an object of its own, made on first need.
    private DeliveryRecord? _record;

    internal EventDelivery(EventSubscription subscription, Event handled, int attempt, int lane)
    {
        Subscription = subscription;
        Event = handled;
        Attempt = attempt;
        Lane = lane;
    }

    /// <summary>The event, as the transform of the subscription left it.</summary>
    public Event Event { get; internal set; }

    /// <summary>The name of the handler.</summary>
    public string Handler => Subscription.Name;

    /// <summary>1 for the first attempt.</summary>
    public int Attempt { get; }

    /// <summary>The lane it runs in, from 0: two deliveries of one lane never run at the same time.</summary>
    public int Lane { get; }

    /// <summary>When the attempt ended (UTC); null while it runs.</summary>
    public DateTimeOffset? EndedAt => _record?.EndedAt;

    /// <summary>How long the attempt took; zero while it runs.</summary>
    public TimeSpan Duration => _record?.Duration ?? TimeSpan.Zero;

    /// <summary>Why the attempt failed, redacted; null where it did not.</summary>
    public string? Error => _record?.Error;

    /// <summary>What the handler returned or wrote.</summary>
    public IReadOnlyList<object?> Output => _record?.Read(DeliveryStream.Output) ?? [];

    /// <summary>The warnings it wrote.</summary>
    public IReadOnlyList<object?> Warnings => _record?.Read(DeliveryStream.Warnings) ?? [];

    /// <summary>The errors it wrote, also those that did not end it.</summary>
    public IReadOnlyList<object?> Errors => _record?.Read(DeliveryStream.Errors) ?? [];

    /// <summary>The verbose and information lines it wrote.</summary>
    public IReadOnlyList<object?> Verbose => _record?.Read(DeliveryStream.Verbose) ?? [];

    internal EventSubscription Subscription { get; }

    internal bool HasRecord => _record is not null;

    /// <summary>Records what the handler returned.</summary>
    /// <param name="value">Any value.</param>
    public void WriteOutput(object? value) => Record().Write(DeliveryStream.Output, value);

    /// <summary>Records a warning.</summary>
    /// <param name="warning">Text, or PowerShell's record.</param>
    public void WriteWarning(object warning) => Record().Write(DeliveryStream.Warnings, warning);

    /// <summary>Records an error that does not by itself make the attempt fail.</summary>
    /// <param name="error">Text, or PowerShell's record.</param>
    public void WriteError(object error) => Record().Write(DeliveryStream.Errors, error);

    /// <summary>Records a verbose or information line.</summary>
    /// <param name="line">Text, or PowerShell's record.</param>
    public void WriteVerbose(object line) => Record().Write(DeliveryStream.Verbose, line);

    /// <inheritdoc/>
    public override string ToString() => $"{Handler}: {Event}";

    internal void End(DateTimeOffset endedAt, TimeSpan duration, string? error)
    {
        DeliveryRecord record = Record();
        (record.EndedAt, record.Duration, record.Error) = (endedAt, duration, error);
    }

    private DeliveryRecord Record() => _record ?? Interlocked.CompareExchange(ref _record, new DeliveryRecord(), null) ?? _record;
}
