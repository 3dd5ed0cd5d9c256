using System.Management.Automation;

namespace DevFlow.PowerShell.Handlers;

/// <summary>One call of a lane's script with one event.</summary>
/// <param name="lane">The lane.</param>
/// <param name="role">Which script.</param>
/// <param name="happened">The event.</param>
/// <param name="delivery">Where what it writes is recorded; null for a middleware.</param>
/// <param name="options">On which thread whoever waits goes on.</param>
internal sealed class LaneCall(ScriptLane lane, LaneRole role, Event happened, EventDelivery? delivery, TaskCreationOptions options)
    : TaskCompletionSource<IReadOnlyList<PSObject>>(options)
{
    public LaneRole Role => role;

    public Event Event => happened;

    public EventDelivery? Delivery => delivery;

    /// <summary>Ends the call: one that waits at once, one that runs as soon as its script lets itself be stopped.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        if (!lane.TryInterrupt(this))
        {
            TrySetCanceled(cancellationToken);
        }
    }
}
