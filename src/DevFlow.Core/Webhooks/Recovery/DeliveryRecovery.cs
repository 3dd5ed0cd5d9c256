using System.Runtime.CompilerServices;
using System.Text.Json;
using DevFlow.Core.Connections;
using DevFlow.Core.Events;
using DevFlow.Core.Http;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Webhooks;

/// <summary>
/// Fetches what a webhook could not deliver from the platform's own log, and publishes it as the event it would have been: with the id a
/// delivery has, so that one that comes after all is a duplicate. It comes from the authenticated API, which vouches for it as a
/// signature does.
/// </summary>
internal sealed class DeliveryRecovery(
    PlatformHooks hooks, ConnectionManager connections, EventBus events, IWebhookInbox inbox, Action<WebhookDelivery> log, SyncMarks marks, TimeProvider time, ILogger<DeliveryRecovery> logger)
{
    // The platforms write their log when a try has ended, 30 s after its beginning at the latest, and by clocks of their own.
    private static readonly TimeSpan LogDelay = TimeSpan.FromMinutes(1);

    /// <summary>Looks through the deliveries of a webhook and recovers what was missed, oldest first.</summary>
    /// <param name="hook">The webhook.</param>
    /// <param name="since">From when on (UTC); null for the end of the last run that was complete, or for all that the platform remembers.</param>
    /// <param name="redelivers">True to have the platform send again what was missed, instead of reading it.</param>
    /// <param name="approve">Asked before each delivery is recovered.</param>
    /// <param name="failed">Hears of a delivery that cannot be recovered; the others go on.</param>
    /// <param name="cancellationToken">Ends it; another run goes on where it was.</param>
    public async IAsyncEnumerable<WebhookRecovery> RecoverAsync(
        WebhookRegistration hook, DateTimeOffset? since, bool redelivers, Func<WebhookAttempt, ValueTask<bool>> approve, Func<DevFlowException, ValueTask> failed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Run run = new(hook, hooks.AdministrationOf(hook.Platform), hooks.OpenFor(connections.Resolve(hook.Connection), hook.Target), redelivers);
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset unsynced = await marks.FindAsync(hook, cancellationToken).ConfigureAwait(false) ?? now - run.Administration.LogRetention;
        DateTimeOffset from = since ?? unsynced;
        IReadOnlyList<WebhookAttempt> missed = await FindMissedAsync(run, from, now, cancellationToken).ConfigureAwait(false);
        logger.LogDebug("{Hook}: {Count} deliveries since {Since} were not delivered.", hook, missed.Count, from);
        bool isComplete = true;
        int done = 0;
        foreach (WebhookAttempt attempt in missed)
        {
            logger.LogDebug("{Hook}: delivery {Number} of {Count}, {Event} {Id}.", hook, ++done, missed.Count, attempt.Event, attempt.DeliveryId);
            WebhookRecovery? recovered = null;
            try
            {
                recovered = await IsKnownAsync(hook.Platform, attempt.DeliveryId, cancellationToken).ConfigureAwait(false) ? Tell(run, attempt, WebhookRecoveryOutcome.Known)
                    : await approve(attempt).ConfigureAwait(false) ? await RecoverAsync(run, attempt, cancellationToken).ConfigureAwait(false)
                    : null;
            }
            catch (DevFlowException error) when (error.Reason is not (ErrorReason.JournalUnusable or ErrorReason.AuthenticationFailed or ErrorReason.RateLimited or ErrorReason.Unreachable))
            {
                await failed(error).ConfigureAwait(false);
            }

            isComplete &= recovered is not null;
            if (recovered is not null)
            {
                yield return recovered;
            }
        }

        if (isComplete && from <= unsynced)
        {
            await marks.SetAsync(hook, now - LogDelay, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<WebhookRecovery> RecoverAsync(Run run, WebhookAttempt attempt, CancellationToken cancellationToken)
    {
        WebhookRequest? delivery = run.Redelivers ? null : attempt.Delivery;
        if (delivery is null && !run.Redelivers && run.Administration.CreateDeliveryRead(run.Hook, attempt) is { } reading)
        {
            using (reading)
            {
                delivery = run.Administration.ReadDelivery(attempt, await PlatformRequestSender.SendAsync(run.Session, reading, cancellationToken).ConfigureAwait(false));
            }
        }

        return delivery is null
            ? await RedeliverAsync(run, attempt, cancellationToken).ConfigureAwait(false)
            : await TakeAsync(run, attempt, delivery, cancellationToken).ConfigureAwait(false);
    }

    private async Task<WebhookRecovery> TakeAsync(Run run, WebhookAttempt attempt, WebhookRequest delivery, CancellationToken cancellationToken)
    {
        ActiveSource source = new(run.Hook.Connection, run.Hook.Platform, run.Session.Scope.Plugin.Webhooks);
        InboxAnswer answer = await inbox.TakeAsync(source, delivery, cancellationToken).ConfigureAwait(false);
        log(new WebhookDelivery
        {
            ReceivedAt = time.GetUtcNow(),
            Listener = "",
            Source = source.Name,
            Outcome = answer.Outcome == WebhookOutcome.Accepted ? WebhookOutcome.Recovered : answer.Outcome,
            Reason = answer.Reason,
            Bytes = delivery.Body.Length,
            Topic = answer.Event?.Topic,
            EventId = answer.Event?.Id,
            EventSequence = answer.Event?.Sequence ?? 0,
        });
        WebhookRecoveryOutcome outcome = answer.Outcome switch
        {
            WebhookOutcome.Accepted => WebhookRecoveryOutcome.Recovered,
            WebhookOutcome.Duplicate => WebhookRecoveryOutcome.Known,
            WebhookOutcome.Refused => WebhookRecoveryOutcome.Refused,
            WebhookOutcome.NotStored => throw new DevFlowException(
                ErrorReason.JournalUnusable, $"The delivery {attempt.DeliveryId} could not be stored: {answer.Reason}", "Mend the cause and run it again: it goes on where it was.") { Target = attempt.DeliveryId },
            _ => throw new DevFlowException(
                ErrorReason.InvalidArgument, $"No event can be read from the delivery {attempt.DeliveryId}: {answer.Reason}", "Look at the delivery at the platform.") { Target = attempt.DeliveryId },
        };
        return Tell(run, attempt, outcome) with { EventId = answer.Event!.Id, Topic = answer.Event.Topic };
    }

    private static async Task<WebhookRecovery> RedeliverAsync(Run run, WebhookAttempt attempt, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = run.Administration.CreateRedelivery(run.Hook, attempt) ?? throw new DevFlowException(
            ErrorReason.NotFound, $"{run.Hook.Platform} sends the delivery {attempt.DeliveryId} no second time.", "Look at what it was about at the platform.") { Target = attempt.DeliveryId };
        await PlatformRequestSender.SendAsync(run.Session, request, cancellationToken).ConfigureAwait(false);
        return Tell(run, attempt, WebhookRecoveryOutcome.Redelivered);
    }

    /// <summary>Each delivery that no try got through, by its newest try, oldest first.</summary>
    private static async Task<IReadOnlyList<WebhookAttempt>> FindMissedAsync(Run run, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Dictionary<string, WebhookAttempt> newest = new(StringComparer.Ordinal);
        HashSet<string> delivered = new(StringComparer.Ordinal);
        await foreach (WebhookAttempt attempt in ListAsync(run, since, now, cancellationToken).ConfigureAwait(false))
        {
            if (attempt.Succeeded)
            {
                delivered.Add(attempt.DeliveryId);
                newest.Remove(attempt.DeliveryId);
            }
            else if (!delivered.Contains(attempt.DeliveryId) && (!newest.TryGetValue(attempt.DeliveryId, out WebhookAttempt? other) || other.SentAt < attempt.SentAt))
            {
                newest[attempt.DeliveryId] = attempt;
            }
        }

        return [.. newest.Values.OrderBy(static attempt => attempt.SentAt)];
    }

    private static async IAsyncEnumerable<WebhookAttempt> ListAsync(Run run, DateTimeOffset since, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Logs tell whole seconds.
        DateTimeOffset end = DateTimeOffset.FromUnixTimeSeconds(since.ToUnixTimeSeconds());
        IReadOnlyList<HttpRequestMessage> requests = run.Administration.CreateDeliveryList(run.Hook, since, now);
        for (int i = 0; i < requests.Count; i++)
        {
            using HttpRequestMessage request = requests[i];
            IAsyncEnumerator<JsonElement> answers = PlatformRequestSender.ListAsync(run.Session, request, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (answers.ConfigureAwait(false))
            {
                if (await MoveFirstAsync(answers, mayBeMissing: i < requests.Count - 1).ConfigureAwait(false) is not { } more)
                {
                    continue;
                }

                for (; more; more = await answers.MoveNextAsync().ConfigureAwait(false))
                {
                    foreach (WebhookAttempt attempt in run.Administration.ReadAttempts(run.Hook, answers.Current, since))
                    {
                        if (attempt.SentAt < end)
                        {
                            yield break;
                        }

                        yield return attempt;
                    }
                }
            }

            yield break;
        }
    }

    // Null where this product has it elsewhere.
    private static async ValueTask<bool?> MoveFirstAsync(IAsyncEnumerator<JsonElement> answers, bool mayBeMissing)
    {
        try
        {
            return await answers.MoveNextAsync().ConfigureAwait(false);
        }
        catch (DevFlowException missing) when (mayBeMissing && missing.Reason == ErrorReason.NotFound)
        {
            return null;
        }
    }

    private async Task<bool> IsKnownAsync(string platform, string id, CancellationToken cancellationToken)
    {
        await foreach (Event known in events.Journal.ReadAsync(new EventQuery { Id = id }, cancellationToken).ConfigureAwait(false))
        {
            if (known.Topic.StartsWith(platform + ".", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static WebhookRecovery Tell(Run run, WebhookAttempt attempt, WebhookRecoveryOutcome outcome) => new()
    {
        Webhook = run.Hook,
        Event = attempt.Event,
        Outcome = outcome,
        SentAt = attempt.SentAt,
        Status = attempt.Status,
        EventId = attempt.DeliveryId,
    };

    private sealed record Run(WebhookRegistration Hook, IWebhookAdministration Administration, PlatformSession Session, bool Redelivers);
}
