namespace DevFlow;

/// <summary>Receives events: one at a time in each lane, those of one partition key always in the same lane and in order.</summary>
public interface IEventHandler : IAsyncDisposable
{
    /// <summary>Handles one event. An exception marks the attempt as failed and never reaches another handler.</summary>
    /// <param name="delivery">The event, the attempt, and where to put what the handler has to say.</param>
    /// <param name="cancellationToken">Signalled when the time is over, the handler is unregistered or the engine ends.</param>
    /// <returns>A task that ends when the event is handled.</returns>
    Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken);
}
