namespace DevFlow.Core.Tests.Events;

/// <summary>Keeps what it was given, does what the test says, and lets the test wait for a count.</summary>
internal sealed class RecordingHandler(Func<Event, CancellationToken, Task>? action = null) : IEventHandler
{
    private readonly Lock _gate = new();
    private readonly List<Event> _events = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _goals = [];

    public TaskCompletionSource Disposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<Event> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    public async Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            if (action is not null)
            {
                await action(delivery.Event, cancellationToken);
            }
        }
        finally
        {
            lock (_gate)
            {
                _events.Add(delivery.Event);
                _goals.FindAll(g => _events.Count >= g.Count).ForEach(g => g.Reached.TrySetResult());
            }
        }
    }

    public Task CountAsync(int count)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _goals.Add((count, reached));
            if (_events.Count >= count)
            {
                reached.SetResult();
            }
        }

        return reached.Task.WaitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        Disposed.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
