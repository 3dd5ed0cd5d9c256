namespace DevFlow.Core.Events.Middleware;

/// <summary>A middleware that only looks at payloads, and neither waits nor holds anything.</summary>
internal abstract class PayloadMiddleware : IEventMiddleware
{
    public ValueTask<Event?> InvokeAsync(Event passing, CancellationToken cancellationToken) => new(Pass(passing));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected abstract Event? Pass(Event passing);
}
