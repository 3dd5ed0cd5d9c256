using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>
/// Publishes events: through the middleware, to the journal, then to every subscription whose pattern fits. A
/// subscription has lanes of its own, so a slow or failing handler holds up neither publishers nor other handlers. The
/// journal belongs to the caller, who disposes it after the bus.
/// </summary>
internal sealed class EventBus : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly ILogger<EventBus> _logger;
    private readonly Func<string, string> _redact;
    private readonly EventPreparer _preparer;
    private readonly MiddlewarePipeline _pipeline = new();
    private readonly TopicRouter _router = new();
    private readonly BusFigures _figures = new();
    private readonly JournalWatch _watch;
    private readonly DeadLetterStore _letters;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Subscription> _subscriptions = new(StringComparer.OrdinalIgnoreCase);
    private readonly EventReplay _replay;
    private bool _isClosed;

    /// <param name="journal">The journal; no other bus uses it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="logger">Hears of failing handlers.</param>
    /// <param name="redact">Takes secrets out of an error message; null leaves messages as they are.</param>
    /// <param name="findKeys">What an event has to do with, for its story; null where nobody knows.</param>
    /// <param name="budget">What queued events may hold in memory; null for the usual.</param>
    public EventBus(Journal journal, TimeProvider time, Random random, ILogger<EventBus> logger, Func<string, string>? redact = null, Func<Event, IReadOnlyList<string>>? findKeys = null, MemoryBudget? budget = null)
    {
        ArgumentNullException.ThrowIfNull(journal);
        Journal = journal;
        Random = random;
        _time = time;
        _logger = logger;
        _redact = redact ?? (text => text);
        _preparer = new EventPreparer(_pipeline, findKeys, time);
        _watch = new JournalWatch(journal, NoteForeign, time, logger);
        Handlers = new HandlerStore(journal, time);
        _letters = new DeadLetterStore(journal, time);
        Budget = budget ?? new MemoryBudget(MemoryBudget.Default);
        _replay = new EventReplay(journal, _letters, Budget, logger);
        journal.Committed = Dispatch;
    }

    public Journal Journal { get; }

    public IReadOnlyList<EventSubscription> Subscriptions
    {
        get
        {
            lock (_gate)
            {
                return [.. _subscriptions.Values.OrderBy(static s => s.RegisteredAt)];
            }
        }
    }

    /// <summary>The topics of the events in the journal, each once, at most a thousand; for completion, so it is quick.</summary>
    public IReadOnlyList<string> Topics => !File.Exists(Journal.FilePath) ? [] : Journal.LookUp(
        // Jumps from topic to topic in the index instead of reading every event.
        static connection => JournalSql.Read(
            connection,
            """
            WITH RECURSIVE seen (topic) AS (
              SELECT min(topic) FROM event
              UNION ALL SELECT (SELECT min(topic) FROM event WHERE topic > seen.topic) FROM seen WHERE seen.topic IS NOT NULL)
            SELECT topic FROM seen WHERE topic IS NOT NULL LIMIT 1000
            """,
            static row => row.GetString(0)));

    /// <summary>The middleware, in the order events pass it.</summary>
    public IReadOnlyList<EventMiddleware> Middleware => _pipeline.All;

    internal MemoryBudget Budget { get; }

    internal Random Random { get; }

    internal HandlerStore Handlers { get; init; }

    /// <summary>The newest event of this process that has been offered to the handlers.</summary>
    internal long LastStored => _watch.LastSeen;

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
            (Event complete, string? stoppedBy) = await _preparer.PrepareAsync(draft, cancellationToken).ConfigureAwait(false);
            return _figures.Count(stoppedBy is not null
                ? new PublishResult(complete, PublishOutcome.Stopped, stoppedBy)
                : ToResult(await Journal.AppendAsync(_preparer.ForJournal(complete), cancellationToken).ConfigureAwait(false)));
        }
        catch (DevFlowException)
        {
            _figures.CountRefused();
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
                (Event prepared, string? stoppedBy) = await _preparer.PrepareAsync(drafts[i], cancellationToken).ConfigureAwait(false);
                if (stoppedBy is null)
                {
                    complete.Add(_preparer.ForJournal(prepared));
                }
                else
                {
                    results[i] = _figures.Count(new PublishResult(prepared, PublishOutcome.Stopped, stoppedBy));
                }
            }

            AppendResult[] stored = complete.Count == 0 ? [] : await Journal.AppendAsync(complete, cancellationToken).ConfigureAwait(false);
            int next = 0;
            for (int i = 0; i < results.Length; i++)
            {
                results[i] = results[i].Event is null ? _figures.Count(ToResult(stored[next++])) : results[i];
            }

            return results;
        }
        catch (DevFlowException)
        {
            _figures.CountRefused();
            throw;
        }
    }

    /// <summary>Hands an event to the handlers without storing it. Waits only where the memory for queued events is used up.</summary>
    /// <inheritdoc cref="PublishAsync(Event, CancellationToken)"/>
    public ValueTask<PublishResult> PublishVolatileAsync(Event draft, CancellationToken cancellationToken)
    {
        ValueTask<(Event Event, string? StoppedBy)> preparing = _preparer.PrepareAsync(draft, cancellationToken);
        if (!preparing.IsCompletedSuccessfully)
        {
            return QueueAsync(preparing, cancellationToken);
        }

        (Event Event, string? StoppedBy) prepared = preparing.Result;
        return prepared.StoppedBy is null && MayQueue(prepared.Event)
            ? new ValueTask<PublishResult>(Queue(prepared.Event))
            : QueueAsync(new(prepared), cancellationToken);
    }

    /// <summary>Registers a handler for the events published from now on.</summary>
    /// <exception cref="DevFlowException">The name is taken or empty, or an option cannot be used; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    public EventSubscription Subscribe(EventSubscriptionOptions options, IEventHandler handler)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        CheckName(options.Name, "handler");
        Subscription subscription = new(this, options, handler, _time, _logger);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (!_subscriptions.TryAdd(options.Name, subscription))
            {
                throw new DevFlowException(
                    ErrorReason.InvalidArgument,
                    $"There is already a handler named '{options.Name}'.",
                    "Choose another name, or unregister the present handler first.") { Target = options.Name };
            }

            _router.Add(subscription.Pattern, subscription);
        }

        if (options.Durable)
        {
            _watch.Start();
        }

        subscription.Start();
        return subscription;
    }

    /// <summary>As <see cref="Subscribe"/>; returns when the handler is sure to get what is published next, also a durable one.</summary>
    /// <inheritdoc cref="Subscribe"/>
    public async Task<EventSubscription> SubscribeAsync(EventSubscriptionOptions options, IEventHandler handler, CancellationToken cancellationToken)
    {
        EventSubscription subscription = Subscribe(options, handler);
        // Registered it is, whoever waits for it.
        await ((Subscription)subscription).Begun.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return subscription;
    }

    /// <summary>Stops a handler and disposes it; waits at most 10 s for a busy one.</summary>
    /// <returns>False where there is no handler of that name.</returns>
    public async Task<bool> UnsubscribeAsync(string name)
    {
        Subscription? subscription;
        lock (_gate)
        {
            if (!_subscriptions.Remove(name, out subscription))
            {
                return false;
            }

            _router.Remove(subscription.Pattern, subscription);
        }

        await subscription.StopAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>Has a handler get stored events once more. Returns when they are queued.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="DevFlowException"><see cref="ErrorReason.NotFound"/>: there is no handler of that name.</exception>
    public Task<long> ReplayAsync(EventQuery query, string handler, CancellationToken cancellationToken) =>
        _replay.ReplayAsync(query, Find(handler), cancellationToken);

    /// <summary>Has a handler get an event once more. Returns when it is queued.</summary>
    /// <exception cref="DevFlowException"><see cref="ErrorReason.NotFound"/>: there is no handler of that name.</exception>
    public Task ReplayAsync(Event stored, string handler, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return _replay.ReplayAsync(stored, Find(handler), cancellationToken);
    }

    /// <summary>Has the handler of a dead letter get its event once more. The letter goes when it is handled, or given up again.</summary>
    /// <exception cref="DevFlowException"><see cref="ErrorReason.NotFound"/>: its handler is not registered.</exception>
    public Task ReplayAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letter);
        return _replay.ReplayAsync(letter, Find(letter.Handler), cancellationToken);
    }

    /// <summary>The dead letters of all handlers, the oldest first.</summary>
    public IAsyncEnumerable<DeadLetter> ReadDeadLettersAsync(CancellationToken cancellationToken) => _letters.ReadAsync(cancellationToken);

    /// <returns>False where there is none of that number.</returns>
    public ValueTask<bool> RemoveDeadLetterAsync(long id, CancellationToken cancellationToken) => _letters.RemoveAsync(id, cancellationToken);

    /// <summary>Forgets how far a durable handler came. It must not be registered here.</summary>
    /// <returns>False where the journal knows no such handler.</returns>
    public ValueTask<bool> ForgetHandlerAsync(string name, CancellationToken cancellationToken) => Handlers.ForgetAsync(name, cancellationToken);

    /// <summary>The figures of bus and journal.</summary>
    public async Task<EventStatistics> GetStatisticsAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<EventSubscription> handlers = Subscriptions;
        (long Events, long DeadLetters, long Bytes) journal = !File.Exists(Journal.FilePath) ? default : await Journal.LookUpAsync(
            static connection => JournalSql.Read(
                connection,
                "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM dead_letter), page_count * page_size FROM pragma_page_count, pragma_page_size",
                static row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)))[0],
            cancellationToken).ConfigureAwait(false);
        return new EventStatistics
        {
            Stored = _figures[PublishOutcome.Stored],
            Volatile = _figures[PublishOutcome.Volatile],
            Duplicates = _figures[PublishOutcome.Duplicate],
            Stopped = _figures[PublishOutcome.Stopped],
            Refused = _figures.Refused,
            Handled = handlers.Sum(static handler => handler.Handled),
            Failed = handlers.Sum(static handler => handler.Failed),
            Waiting = handlers.Sum(static handler => (long)handler.Waiting),
            Handlers = handlers.Count,
            JournalEvents = journal.Events,
            JournalBytes = journal.Bytes,
            DeadLetters = journal.DeadLetters,
        };
    }

    /// <summary>Registers a middleware for the events published from now on.</summary>
    /// <exception cref="DevFlowException">The name is taken or empty, or the pattern is wrong; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    public EventMiddleware Use(EventMiddlewareOptions options, IEventMiddleware middleware)
    {
        RegisteredMiddleware added = new(options, middleware, _redact, _logger);
        CheckName(added.Name, "middleware");
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _pipeline.Add(added);
        }

        return added;
    }

    /// <summary>Takes a middleware out of the pipeline and disposes it.</summary>
    /// <returns>False where there is none of that name.</returns>
    public async Task<bool> RemoveMiddlewareAsync(string name)
    {
        if (_pipeline.Remove(name) is not IAsyncDisposable removed)
        {
            return false;
        }

        await removed.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>Stops and disposes all handlers and middleware. The journal stays open.</summary>
    public async ValueTask DisposeAsync()
    {
        Subscription[] subscriptions;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            subscriptions = [.. _subscriptions.Values];
            _subscriptions.Clear();
        }

        await _watch.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(subscriptions.Select(s => s.StopAsync())).ConfigureAwait(false);
        foreach (IAsyncDisposable middleware in _pipeline.Clear())
        {
            await middleware.DisposeAsync().ConfigureAwait(false);
        }
    }

    internal string Redact(string text) => _redact(text);

    /// <summary>Keeps an event as a dead letter, and publishes that the handler has given it up.</summary>
    /// <returns>False where it could not be kept.</returns>
    internal async Task<bool> TryGiveUpAsync(string handler, Event failed, IReadOnlyList<DeliveryAttempt> failures, CancellationToken cancellationToken)
    {
        string error = failures[^1].Error;
        _logger.LogError("Handler '{Handler}' failed on {Topic} {EventId}: {Error}", handler, failed.Topic, failed.Id, error);
        try
        {
            await _letters.AddAsync(handler, failed, failures, cancellationToken).ConfigureAwait(false);
            if (HandlerFailure.IsOne(failed))
            {
                return true;
            }

            Event report = HandlerFailure.ToEvent(handler, failed, error, _time.GetUtcNow());
            await PublishAsync(report, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                _logger.LogError("The failure of handler '{Handler}' could not be kept: {Error}", handler, Redact(exception.Message));
            }

            return false;
        }
    }

    // Runs on the journal's writer, in sequence order.
    private void Dispatch(Event e)
    {
        _watch.SeeOwn(e.Sequence);
        foreach (Subscription subscription in _router.Route(e.Topic))
        {
            subscription.OfferStored(e);
        }
    }

    private void NoteForeign(long sequence)
    {
        Subscription[] subscriptions;
        lock (_gate)
        {
            subscriptions = [.. _subscriptions.Values];
        }

        Array.ForEach(subscriptions, subscription => subscription.NoteForeign(sequence));
    }

    // What is critical does not wait, and neither does a handler, which may be the one that has to make room.
    private bool MayQueue(Event e) => Budget.HasRoom || e.Priority == EventPriority.Critical || EventScope.Delivery is not null;

    private PublishResult Queue(Event prepared)
    {
        Event e = _preparer.ForMemory(prepared);
        Subscription[] route = _router.Route(e.Topic);
        if (route.Length > 0)
        {
            Budget.Reserve((long)MemoryBudget.CostOf(e) * route.Length);
            long now = _time.GetTimestamp();
            foreach (Subscription subscription in route)
            {
                subscription.OfferVolatile(e, now);
            }
        }
        return _figures.Count(new PublishResult(e, PublishOutcome.Volatile));
    }

    private async ValueTask<PublishResult> QueueAsync(ValueTask<(Event Event, string? StoppedBy)> preparing, CancellationToken cancellationToken)
    {
        try
        {
            (Event complete, string? stoppedBy) = await preparing.ConfigureAwait(false);
            if (stoppedBy is not null)
            {
                return _figures.Count(new PublishResult(complete, PublishOutcome.Stopped, stoppedBy));
            }

            while (!MayQueue(complete))
            {
                await Budget.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
            }

            return Queue(complete);
        }
        catch (DevFlowException)
        {
            _figures.CountRefused();
            throw;
        }
    }

    private static PublishResult ToResult(AppendResult stored) =>
        new(stored.Event, stored.IsDuplicate ? PublishOutcome.Duplicate : PublishOutcome.Stored);

    private Subscription Find(string handler)
    {
        lock (_gate)
        {
            return _subscriptions.TryGetValue(handler, out Subscription? found) ? found : throw new DevFlowException(
                ErrorReason.NotFound,
                $"No handler named '{handler}' is registered here.",
                "Register the handler first, with the same name; Get-DevFlowEventHandler shows those there are.") { Target = handler };
        }
    }

    private static void CheckName(string name, string kind)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The {kind} has no name.", $"Give the {kind} a name.");
        }
    }
}
