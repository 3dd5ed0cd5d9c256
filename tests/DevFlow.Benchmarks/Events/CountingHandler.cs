namespace DevFlow.Benchmarks.Events;

/// <summary>A handler in C# that only counts, and says when it has seen so many.</summary>
internal sealed class CountingHandler : IEventHandler
{
    private long _goal = long.MaxValue;
    private long _count;
    private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Count => Volatile.Read(ref _count);

    public Task ReachAsync(long more)
    {
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _goal, _count + more);
        return _reached.Task;
    }

    // One lane: nobody else counts at the same time.
    public Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken)
    {
        if (++_count == _goal)
        {
            _reached.TrySetResult();
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
