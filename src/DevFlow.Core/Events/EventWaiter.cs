namespace DevFlow.Core.Events;

/// <summary>Someone who waits for one live event.</summary>
internal sealed class EventWaiter(EventQuery query) : TaskCompletionSource<Event>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public void Offer(Event e)
    {
        if (query.Matches(e))
        {
            TrySetResult(e);
        }
    }
}
