namespace DevFlow;

/// <summary>The event bus as a plugin sees it.</summary>
public interface IEventRegistry
{
    /// <summary>Registers a handler for the events published from now on; a durable one goes on where it was.</summary>
    /// <param name="options">What it wants to get. The name begins with the plugin's id and a slash, such as <c>jira/links</c>.</param>
    /// <param name="handler">The handler; the bus disposes it.</param>
    /// <returns>The registration.</returns>
    /// <exception cref="DevFlowException">The name is taken, or an option cannot be used; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    EventSubscription Subscribe(EventSubscriptionOptions options, IEventHandler handler);

    /// <summary>Registers a middleware for the events published from now on.</summary>
    /// <param name="options">Which events it sees. The name begins with the plugin's id and a slash.</param>
    /// <param name="middleware">The middleware; the bus disposes it.</param>
    /// <returns>The registration.</returns>
    /// <exception cref="DevFlowException">The name is taken, or an option cannot be used; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    EventMiddleware Use(EventMiddlewareOptions options, IEventMiddleware middleware);

    /// <summary>Publishes an event; completes when it is on disk.</summary>
    /// <param name="draft">The event, without correlation and sequence where it shall belong to the story being handled.</param>
    /// <param name="cancellationToken">Withdraws the event as long as it is not being written.</param>
    /// <returns>The event as stored; null where a middleware stopped it.</returns>
    /// <exception cref="DevFlowException">The event breaks a rule, or it cannot be stored.</exception>
    Task<Event?> PublishAsync(Event draft, CancellationToken cancellationToken);
}
