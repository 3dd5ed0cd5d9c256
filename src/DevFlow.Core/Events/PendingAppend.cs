namespace DevFlow.Core.Events;

/// <summary>An event on its way to the disk, and the promise to its publisher.</summary>
internal sealed class PendingAppend : TaskCompletionSource<AppendResult>
{
    private const int Queued = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    private int _state;

    public PendingAppend(Event pendingEvent)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        Event = pendingEvent;
        // Copied on the publisher's thread: an unusable element fails its publisher, not the batch.
        Data = pendingEvent.Payload.Utf8.ToArray();
    }

    public Event Event { get; }

    /// <summary>The payload as raw JSON in UTF-8.</summary>
    public byte[] Data { get; }

    /// <summary>Claims the event for a batch; from then on it can no longer be cancelled.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Queued) == Queued;

    public void TryCancel(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Queued) == Queued)
        {
            TrySetCanceled(cancellationToken);
        }
    }
}
