using DevFlow.Core.Events.Correlation;
using System.Runtime.CompilerServices;

namespace DevFlow.Core.Events;

/// <summary>Events as they come, for someone who reads them.</summary>
internal static class LiveEvents
{
    private static int _lastNumber;

    /// <summary>
    /// Reads the events that fit: those in the journal first where the query goes back (<see cref="EventQuery.Since"/>,
    /// <see cref="EventQuery.AfterSequence"/>), then new ones until the reader or the bus stops.
    /// </summary>
    /// <param name="bus">The bus.</param>
    /// <param name="reader">The reader, for people who look at the handlers.</param>
    /// <param name="query">Which events.</param>
    /// <param name="cancellationToken">Ends the reading with an exception.</param>
    public static async IAsyncEnumerable<Event> ReadAsync(EventBus bus, string reader, EventQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        EventStream live = new();
        FollowedStory? story = query.CorrelationId is { } correlation ? new FollowedStory(bus.Stories, correlation) : null;
        string name = $"{reader}-{Interlocked.Increment(ref _lastNumber)}";
        // From here on it listens: an event is in the journal by now, or it will be delivered, or both.
        EventSubscription listening = bus.Subscribe(new EventSubscriptionOptions { Name = name, Topic = query.Topic?.Text ?? TopicPattern.Many }, live);
        try
        {
            long last = 0;
            if (query.Since is not null || query.AfterSequence is not null)
            {
                await foreach (Event stored in bus.Journal.ReadAsync(query, cancellationToken).ConfigureAwait(false))
                {
                    last = stored.Sequence;
                    yield return stored;
                }
            }

            await foreach (Event e in live.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if ((e.Sequence == 0 || e.Sequence > last) && query.Matches(e) && story?.Has(e.CorrelationId) is not false)
                {
                    yield return e;
                }
            }
        }
        finally
        {
            await bus.UnsubscribeAsync(listening).ConfigureAwait(false);
        }
    }
}
