namespace DevFlow;

/// <summary>Sees every event before it is stored, and passes it on as it is, changed, or not at all.</summary>
public interface IEventMiddleware : IAsyncDisposable
{
    /// <summary>Looks at an event. Called for several events at once.</summary>
    /// <param name="passing">The event, as the middleware before left it.</param>
    /// <param name="cancellationToken">Signalled when the publisher gives up or the engine ends.</param>
    /// <returns>The event to go on with; null stops it: it is neither stored nor handled, and its publisher is told.</returns>
    ValueTask<Event?> InvokeAsync(Event passing, CancellationToken cancellationToken);
}
