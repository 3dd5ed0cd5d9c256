using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events.Correlation;

/// <summary>
/// The engine's own part of the correlate stage: reads what an event has to do with, and looks whether that is a story yet.
/// Nothing is written here; stories grow in the transaction that stores an event, so one that is stopped leaves no trace.
/// </summary>
/// <param name="findKeys">What an event has to do with; null where nobody knows.</param>
/// <param name="stories">The stories there are.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of a journal that cannot be read.</param>
internal sealed class StoryFinder(Func<Event, IReadOnlyList<string>>? findKeys, StoryReader stories, TimeProvider time, ILogger logger)
{
    // RFC 9562, 5.7.
    private const int TimeOrdered = 7;

    /// <summary>Adds to an event what it has to do with; one that has to do with nothing, and is in no story, begins one.</summary>
    public Event Read(Event e) =>
        FindKeys(e) is { Count: > 0 } keys ? e with { CorrelationKeys = keys } : e.CorrelationId.Length > 0 ? e : Begin(e);

    /// <summary>
    /// Says which story an event will be stored under, for who looks at it before. Should another event with the same keys be
    /// stored meanwhile, the name given here is another name of that story.
    /// </summary>
    public Event Place(Event e)
    {
        if (e.CorrelationKeys.Count == 0)
        {
            return e;
        }

        string? story = Find(e);
        return story is not null ? e with { CorrelationId = story } : e.CorrelationId.Length > 0 ? e : Begin(e);
    }

    /// <summary>Completes an event that is not stored: it joins a story there is, or begins its own, which nobody else will find.</summary>
    public Event Complete(Event e)
    {
        if (e.CorrelationKeys.Count == 0)
        {
            return e;
        }

        return (e.CorrelationId.Length > 0 ? e : Place(e)) with { CorrelationKeys = [] };
    }

    // A payload may hold what JSON allows and no reader takes, such as half a surrogate pair in a name; it is an event all the same.
    private IReadOnlyList<string>? FindKeys(Event e)
    {
        try
        {
            return findKeys?.Invoke(e);
        }
        catch (Exception exception)
        {
            logger.LogWarning("What {Topic} {EventId} has to do with could not be read: {Error}", e.Topic, e.Id, exception.Message);
            return null;
        }
    }

    // What cannot be looked up must not keep an event from being published.
    private string? Find(Event e)
    {
        try
        {
            return stories.Find(e.CorrelationKeys, e.CorrelationId);
        }
        catch (DevFlowException exception)
        {
            logger.LogWarning("The story of {Topic} {EventId} could not be looked up: {Error}", e.Topic, e.Id, exception.Message);
            return null;
        }
    }

    // Named after its first event where that one's id is unique in the world and in order of time: by random names each event would write
    // to another page of the journal's index.
    private Event Begin(Event e) => e with
    {
        CorrelationId = Guid.TryParse(e.Id, out Guid id) && id.Version == TimeOrdered ? e.Id : Guid.CreateVersion7(time.GetUtcNow()).ToString(),
    };
}
