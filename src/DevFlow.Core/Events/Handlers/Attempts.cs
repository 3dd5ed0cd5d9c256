namespace DevFlow.Core.Events;

/// <summary>Makes the attempts at the events of a subscription, until each is handled, left out or given up.</summary>
internal sealed class Attempts(Subscription subscription, EventSubscriptionOptions options, HandlerRunner runner, SubscriptionFigures figures, EventBus bus, DurableRun? durable, TimeProvider time)
{
    private static readonly TimeSpan JournalRetry = TimeSpan.FromSeconds(1);

    private readonly EventRetryPolicy _retry = options.Retry ?? (options.Durable ? new EventRetryPolicy() : EventRetryPolicy.None);

    /// <summary>Handles the event, or makes one more attempt at it; called by the lane's loop. Never throws.</summary>
    public ValueTask MakeAsync(in QueuedEvent queued, Lane lane)
    {
        bool isAbandoned = queued.Origin is { IsAbandoned: true };
        if (!isAbandoned && queued.Failures is { IsSettled: true })
        {
            Complete(queued, lane);
            return ValueTask.CompletedTask;
        }

        if (!isAbandoned && queued.Failures?.All.Count >= _retry.MaxAttempts)
        {
            // The process ended in the last attempt.
            return GiveUpAsync(queued, queued.Failures, lane);
        }

        if (isAbandoned || !figures.TryBegin(options.Count))
        {
            Drop(queued, lane);
            return ValueTask.CompletedTask;
        }

        long begin = time.GetTimestamp();
        EventDelivery delivery = new(subscription, queued.Event, queued.Attempt, lane.Index);
        durable?.Begin(queued, lane.Index);
        ValueTask<bool> running = runner.RunAsync(delivery, subscription.Stopping);
        if (!running.IsCompletedSuccessfully)
        {
            return AwaitAsync(running, queued, lane, delivery, begin);
        }

        Succeed(running.Result, queued, lane, delivery, begin);
        return ValueTask.CompletedTask;
    }

    /// <summary>Forgets an event that was queued: the subscription ends.</summary>
    public static void Drop(in QueuedEvent queued, Lane lane) => LeaveMemory(queued, lane, isSettled: false);

    private async ValueTask AwaitAsync(ValueTask<bool> running, QueuedEvent queued, Lane lane, EventDelivery delivery, long begin)
    {
        try
        {
            Succeed(await running.ConfigureAwait(false), queued, lane, delivery, begin);
        }
        catch (Exception) when (subscription.IsStopping)
        {
            durable?.End(lane.Index);
            Drop(queued, lane);
        }
        catch (Exception error)
        {
            await FailAsync(error, queued, lane, delivery, begin).ConfigureAwait(false);
        }
    }

    private void Succeed(bool isHandled, in QueuedEvent queued, Lane lane, EventDelivery delivery, long begin)
    {
        if (isHandled)
        {
            End(delivery, begin, error: null);
            if (figures.CountHandled() >= options.Count)
            {
                subscription.Leave();
            }
        }
        else
        {
            figures.CountFiltered();
        }

        Complete(queued, lane);
    }

    private async ValueTask FailAsync(Exception cause, QueuedEvent queued, Lane lane, EventDelivery delivery, long begin)
    {
        string error = bus.Redact(cause.Message);
        End(delivery, begin, error);
        FailedAttempts failures = queued.Failures ?? new FailedAttempts([]);
        failures.Add(new DeliveryAttempt(delivery.Attempt, delivery.EndedAt!.Value, delivery.Duration, error));
        figures.CountFailed(error);
        queued = queued with { Failures = failures };
        if (durable is not null)
        {
            await durable.KeepAsync(queued).ConfigureAwait(false);
            durable.End(lane.Index);
        }

        if (failures.All.Count < _retry.MaxAttempts)
        {
            Retry(queued, failures, lane);
            return;
        }

        await GiveUpAsync(queued, failures, lane).ConfigureAwait(false);
    }

    private async ValueTask GiveUpAsync(QueuedEvent queued, FailedAttempts failures, Lane lane)
    {
        // What an event came to must not get lost, whatever the state of the disk; one of this session ends with it anyway.
        while (!await bus.TryGiveUpAsync(subscription.Name, queued.Event, failures, subscription.Stopping).ConfigureAwait(false) && options.Durable)
        {
            if (subscription.IsStopping)
            {
                Drop(queued, lane);
                return;
            }

            await Task.Delay(JournalRetry, time, subscription.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        figures.CountDeadLettered();
        Complete(queued, lane);
    }

    private void Retry(QueuedEvent queued, FailedAttempts failures, Lane lane)
    {
        if (queued.Event.PartitionKey is { } key)
        {
            failures.HoldsKey = true;
            lane.Park(key);
        }

        TimeSpan delay = RetryDelay.After(failures.All.Count, _retry, bus.Random);
        ITimer? timer = null;
        timer = time.CreateTimer(_ => { lane.Enqueue(queued, options.Priority ?? queued.Event.Priority); timer?.Dispose(); }, null, delay, Timeout.InfiniteTimeSpan);
    }

    private void Complete(in QueuedEvent queued, Lane lane)
    {
        if (queued.Failures is { HoldsKey: true } && queued.Event.PartitionKey is { } key)
        {
            lane.Unpark(key);
        }

        durable?.Settled(queued, lane.Index);
        LeaveMemory(queued, lane, isSettled: true);
        durable?.Save();
    }

    private static void LeaveMemory(in QueuedEvent queued, Lane lane, bool isSettled)
    {
        if (queued.Origin is { } origin)
        {
            origin.Complete(queued.Event, isSettled);
        }
        else
        {
            lane.Release(MemoryBudget.CostOf(queued.Event));
        }
    }

    private void End(EventDelivery delivery, long begin, string? error)
    {
        if (error is null && !delivery.HasRecord)
        {
            return;
        }

        delivery.End(time.GetUtcNow(), time.GetElapsedTime(begin), error);
        figures.Keep(delivery);
    }
}
