namespace DevFlow.PowerShell.Handlers;

/// <summary>An event on its way through a lane.</summary>
internal sealed class LaneItem(Event happened)
{
    public Event Event => happened;

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
