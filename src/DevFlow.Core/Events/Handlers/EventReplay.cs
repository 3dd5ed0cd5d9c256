using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>Has one handler get stored events and dead letters once more, outside what is published and kept of it.</summary>
internal sealed class EventReplay(DeadLetterStore letters, MemoryBudget budget, ILogger logger)
{
    public Task ReplayAsync(Event stored, Subscription subscription, CancellationToken cancellationToken) =>
        QueueAsync(subscription, stored, settled: null, cancellationToken);

    public Task ReplayAsync(DeadLetter letter, Subscription subscription, CancellationToken cancellationToken) =>
        QueueAsync(subscription, letter.Event, () => _ = RemoveAsync(letter), cancellationToken);

    // A handler does not wait: it may be the one that has to make room.
    private async Task QueueAsync(Subscription subscription, Event e, Action? settled, CancellationToken cancellationToken)
    {
        while (!budget.HasRoom && EventScope.Delivery is null)
        {
            await budget.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        }

        budget.Reserve(MemoryBudget.CostOf(e));
        subscription.Replay(e, settled);
    }

    private async Task RemoveAsync(DeadLetter letter)
    {
        try
        {
            await letters.RemoveAsync(letter.Id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (DevFlowException exception)
        {
            logger.LogWarning("The dead letter {Letter} was replayed but could not be removed: {Error}", letter.Id, exception.Message);
        }
    }
}
