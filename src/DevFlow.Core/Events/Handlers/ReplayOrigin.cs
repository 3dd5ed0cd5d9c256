namespace DevFlow.Core.Events;

/// <summary>A stored event or dead letter that a handler gets once more, whatever it made of it before.</summary>
internal sealed class ReplayOrigin(MemoryBudget budget, Action? settled) : EventOrigin
{
    public override void Complete(Event e, bool isSettled)
    {
        budget.Release(MemoryBudget.CostOf(e));
        if (isSettled)
        {
            settled?.Invoke();
        }
    }
}
