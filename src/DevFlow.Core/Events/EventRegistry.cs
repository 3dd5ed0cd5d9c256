namespace DevFlow.Core.Events;

/// <summary>The bus as a plugin sees it.</summary>
internal sealed class EventRegistry(EventBus bus) : IEventRegistry
{
    public EventSubscription Subscribe(EventSubscriptionOptions options, IEventHandler handler) => bus.Subscribe(options, handler);

    public EventMiddleware Use(EventMiddlewareOptions options, IEventMiddleware middleware) => bus.Use(options, middleware);

    public async Task<Event?> PublishAsync(Event draft, CancellationToken cancellationToken) =>
        await bus.PublishAsync(draft, cancellationToken).ConfigureAwait(false) is { Outcome: not PublishOutcome.Stopped } published ? published.Event : null;
}
