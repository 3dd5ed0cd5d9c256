namespace DevFlow.PowerShell.Handlers;

/// <summary>A handler whose action is a script in lanes of its own.</summary>
internal sealed class ScriptHandler(LaneSet lanes) : IEventHandler
{
    public Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken) => lanes.CallAsync(delivery, cancellationToken);

    public ValueTask DisposeAsync() => lanes.DisposeAsync();
}
