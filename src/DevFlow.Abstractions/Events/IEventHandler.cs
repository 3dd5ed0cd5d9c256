namespace DevFlow;

/// <summary>Receives events, one at a time and in journal order.</summary>
public interface IEventHandler : IAsyncDisposable
{
    /// <summary>Handles one event. An exception marks the delivery as failed and never reaches another handler.</summary>
    /// <param name="deliveredEvent">The event.</param>
    /// <param name="cancellationToken">Signalled when the handler is unregistered or the engine ends.</param>
    /// <returns>A task that ends when the event is handled.</returns>
    Task HandleAsync(Event deliveredEvent, CancellationToken cancellationToken);
}
