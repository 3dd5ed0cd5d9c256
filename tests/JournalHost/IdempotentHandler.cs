namespace DevFlow.JournalHost;

/// <summary>Does what there is to do for an event once, however often it comes.</summary>
internal sealed class IdempotentHandler(LineFile effects) : IEventHandler
{
    private int _repeated;

    public int Repeated => Volatile.Read(ref _repeated);

    public Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken)
    {
        if (!effects.TryAdd(delivery.Event.Id))
        {
            Interlocked.Increment(ref _repeated);
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
