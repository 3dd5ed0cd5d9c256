namespace DevFlow.Core.Events;

/// <summary>The way of an event from its publisher to the journal, or straight to the handlers' queues.</summary>
internal sealed class EventPublisher(EventPreparer preparer, Journal journal, TopicRouter router, MemoryBudget budget, TimeProvider time)
{
    public BusFigures Figures { get; } = new();

    /// <summary>Stores an event and hands it to the handlers, whom it does not wait for.</summary>
    /// <param name="draft">
    /// The event. A correlation or causation it lacks comes from the event being handled on this flow; without one the
    /// event starts a story of its own.
    /// </param>
    /// <param name="cancellationToken">Withdraws the event as long as it is not being written.</param>
    /// <exception cref="DevFlowException">
    /// <see cref="ErrorReason.InvalidArgument"/>: the event breaks a rule; <see cref="ErrorReason.EventLoop"/>: it
    /// belongs to a chain that does not end; <see cref="ErrorReason.JournalUnusable"/>: it cannot be stored.
    /// </exception>
    public async ValueTask<PublishResult> PublishAsync(Event draft, CancellationToken cancellationToken)
    {
        try
        {
            (Event complete, string? stoppedBy) = await preparer.PrepareAsync(draft, cancellationToken).ConfigureAwait(false);
            return Figures.Count(stoppedBy is not null
                ? new PublishResult(complete, PublishOutcome.Stopped, stoppedBy)
                : ToResult(await journal.AppendAsync(complete, cancellationToken).ConfigureAwait(false)));
        }
        catch (DevFlowException)
        {
            Figures.CountRefused();
            throw;
        }
    }

    /// <summary>Stores several events in their order, all or none, and hands them to the handlers.</summary>
    /// <inheritdoc cref="PublishAsync(Event, CancellationToken)"/>
    public async ValueTask<IReadOnlyList<PublishResult>> PublishAsync(IReadOnlyList<Event> drafts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        try
        {
            PublishResult[] results = new PublishResult[drafts.Count];
            List<Event> complete = new(drafts.Count);
            for (int i = 0; i < results.Length; i++)
            {
                (Event prepared, string? stoppedBy) = await preparer.PrepareAsync(drafts[i], cancellationToken).ConfigureAwait(false);
                if (stoppedBy is null)
                {
                    complete.Add(prepared);
                }
                else
                {
                    results[i] = Figures.Count(new PublishResult(prepared, PublishOutcome.Stopped, stoppedBy));
                }
            }

            AppendResult[] stored = complete.Count == 0 ? [] : await journal.AppendAsync(complete, cancellationToken).ConfigureAwait(false);
            int next = 0;
            for (int i = 0; i < results.Length; i++)
            {
                results[i] = results[i].Event is null ? Figures.Count(ToResult(stored[next++])) : results[i];
            }

            return results;
        }
        catch (DevFlowException)
        {
            Figures.CountRefused();
            throw;
        }
    }

    /// <summary>Hands an event to the handlers without storing it. Waits only where the memory for queued events is used up.</summary>
    /// <inheritdoc cref="PublishAsync(Event, CancellationToken)"/>
    public ValueTask<PublishResult> PublishVolatileAsync(Event draft, CancellationToken cancellationToken)
    {
        ValueTask<(Event Event, string? StoppedBy)> preparing = preparer.PrepareAsync(draft, cancellationToken);
        if (!preparing.IsCompletedSuccessfully)
        {
            return QueueAsync(preparing, cancellationToken);
        }

        (Event Event, string? StoppedBy) prepared = preparing.Result;
        return prepared.StoppedBy is null && MayQueue(prepared.Event)
            ? new ValueTask<PublishResult>(Queue(prepared.Event))
            : QueueAsync(new(prepared), cancellationToken);
    }

    // What is critical does not wait, and neither does a handler, which may be the one that has to make room.
    private bool MayQueue(Event e) => budget.HasRoom || e.Priority == EventPriority.Critical || EventScope.Delivery is not null;

    private PublishResult Queue(Event prepared)
    {
        Event e = preparer.ForMemory(prepared);
        Subscription[] route = router.Route(e.Topic);
        if (route.Length > 0)
        {
            budget.Reserve((long)MemoryBudget.CostOf(e) * route.Length);
            long now = time.GetTimestamp();
            foreach (Subscription subscription in route)
            {
                subscription.OfferVolatile(e, now);
            }
        }
        return Figures.Count(new PublishResult(e, PublishOutcome.Volatile));
    }

    private async ValueTask<PublishResult> QueueAsync(ValueTask<(Event Event, string? StoppedBy)> preparing, CancellationToken cancellationToken)
    {
        try
        {
            (Event complete, string? stoppedBy) = await preparing.ConfigureAwait(false);
            if (stoppedBy is not null)
            {
                return Figures.Count(new PublishResult(complete, PublishOutcome.Stopped, stoppedBy));
            }

            while (!MayQueue(complete))
            {
                await budget.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
            }

            return Queue(complete);
        }
        catch (DevFlowException)
        {
            Figures.CountRefused();
            throw;
        }
    }

    private static PublishResult ToResult(AppendResult stored) =>
        new(stored.Event, stored.IsDuplicate ? PublishOutcome.Duplicate : PublishOutcome.Stored);
}
