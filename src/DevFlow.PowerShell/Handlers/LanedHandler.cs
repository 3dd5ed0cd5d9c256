namespace DevFlow.PowerShell.Handlers;

/// <summary>A handler that runs elsewhere, with the lanes that its filter and transform run in.</summary>
internal sealed class LanedHandler(IEventHandler handler, LaneSet lanes) : IEventHandler
{
    public Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken) => handler.HandleAsync(delivery, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await handler.DisposeAsync().ConfigureAwait(false);
        await lanes.DisposeAsync().ConfigureAwait(false);
    }
}
