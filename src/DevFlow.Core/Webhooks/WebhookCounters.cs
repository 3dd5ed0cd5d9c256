namespace DevFlow.Core.Webhooks;

/// <summary>The figures of one listener; counted by any number of requests at once.</summary>
internal sealed class WebhookCounters
{
    private long _accepted;
    private long _duplicates;
    private long _rejected;

    public long Accepted => Interlocked.Read(ref _accepted);

    public long Duplicates => Interlocked.Read(ref _duplicates);

    public long Rejected => Interlocked.Read(ref _rejected);

    public void CountPublished(bool isNew) => Interlocked.Increment(ref isNew ? ref _accepted : ref _duplicates);

    public void CountRejected() => Interlocked.Increment(ref _rejected);
}
