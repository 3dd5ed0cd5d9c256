using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>Has one handler get stored events and dead letters once more, outside what is published and kept of it.</summary>
internal sealed class EventReplay(Journal journal, DeadLetterStore letters, MemoryBudget budget, ILogger logger)
{
    /// <returns>How many events were queued.</returns>
    public async Task<long> ReplayAsync(EventQuery query, Subscription subscription, CancellationToken cancellationToken)
    {
        long count = 0;
        await foreach (Event e in journal.ReadAsync(query, cancellationToken).ConfigureAwait(false))
        {
            await QueueAsync(subscription, e, settled: null, cancellationToken).ConfigureAwait(false);
            count++;
        }

        return count;
    }

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
