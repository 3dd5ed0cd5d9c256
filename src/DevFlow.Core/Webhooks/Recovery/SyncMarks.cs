using System.Text.Json;
using DevFlow.Core.Events;

namespace DevFlow.Core.Webhooks;

/// <summary>How far each webhook's deliveries are settled: an event in the journal, so that every process of the user knows, and whoever wants to can see.</summary>
internal sealed class SyncMarks(EventBus events)
{
    /// <summary>Its <see cref="Event.Time"/> is the moment up to which nothing is missed.</summary>
    public const string Topic = "devflow.webhook.synced";

    /// <summary>The moment up to which nothing is missed; null where none is known.</summary>
    public async Task<DateTimeOffset?> FindAsync(WebhookRegistration hook, CancellationToken cancellationToken)
    {
        EventQuery query = new() { Topic = TopicPattern.Parse(Topic), NewestFirst = true };
        await foreach (Event mark in events.Journal.ReadAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (mark.Subject == SubjectOf(hook))
            {
                return mark.Time;
            }
        }

        return null;
    }

    /// <summary>Notes that nothing is missed of what was sent before.</summary>
    public async Task SetAsync(WebhookRegistration hook, DateTimeOffset until, CancellationToken cancellationToken)
    {
        Event mark = new()
        {
            Id = Guid.NewGuid().ToString(),
            Source = "devflow:webhooks",
            Type = Topic,
            Topic = Topic,
            Subject = SubjectOf(hook),
            Time = until,
            Data = JsonSerializer.SerializeToElement(
                new Dictionary<string, string>(StringComparer.Ordinal) { ["connection"] = hook.Connection, ["target"] = hook.Target, ["id"] = hook.Id, ["uri"] = hook.Uri.AbsoluteUri }),
            Connection = hook.Connection,
        };
        await events.PublishAsync(mark, cancellationToken).ConfigureAwait(false);
    }

    private static string SubjectOf(WebhookRegistration hook) => $"{hook.Connection}/{hook.Target}/{hook.Id}";
}
