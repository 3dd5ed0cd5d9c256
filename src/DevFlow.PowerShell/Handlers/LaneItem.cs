namespace DevFlow.PowerShell.Handlers;

/// <summary>An event on its way through a lane.</summary>
internal sealed class LaneItem(EventDelivery delivery)
{
    public EventDelivery Delivery => delivery;

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
