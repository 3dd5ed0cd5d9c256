using System.Runtime.CompilerServices;
using DevFlow.Core.Events;

namespace DevFlow.PowerShell.Handlers;

/// <summary>Events as they come, for a command that reads them.</summary>
internal static class LiveEvents
{
    private static int _lastNumber;

    /// <summary>Reads the events that fit: those in the journal first where the query goes back, then new ones without end.</summary>
    /// <param name="bus">The bus.</param>
    /// <param name="reader">The command, for people who look at the handlers.</param>
    /// <param name="query">Which events.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<Event> ReadAsync(EventBus bus, string reader, EventQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        EventSubscriptionOptions options = new() { Name = $"{reader}-{Interlocked.Increment(ref _lastNumber)}", Topic = query.Topic?.Text ?? TopicPattern.Many };
        using CancellationTokenSource leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<Event> live = bus.StreamAsync(options, leave.Token).GetAsyncEnumerator(leave.Token);
        // From here on it listens: an event is in the journal by now, or it will be delivered, or both.
        Task<bool> next = live.MoveNextAsync().AsTask();
        try
        {
            long last = 0;
            if (query.Since is not null)
            {
                await foreach (Event stored in bus.Journal.ReadAsync(query, cancellationToken).ConfigureAwait(false))
                {
                    last = stored.Sequence;
                    yield return stored;
                }
            }

            for (; await next.ConfigureAwait(false); next = live.MoveNextAsync().AsTask())
            {
                Event e = live.Current;
                if ((e.Sequence == 0 || e.Sequence > last) && query.Matches(e))
                {
                    yield return e;
                }
            }
        }
        finally
        {
            await leave.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await live.DisposeAsync().ConfigureAwait(false);
        }
    }
}
