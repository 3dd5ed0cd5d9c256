using DevFlow.Core.Events.Correlation;
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
    private readonly EventPublisher _publisher;
    private readonly MiddlewarePipeline _pipeline = new();
    private readonly TopicRouter _router = new();
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
        _watch = new JournalWatch(journal, NoteForeign, time, logger);
        Handlers = new HandlerStore(journal, time);
        _letters = new DeadLetterStore(journal, time);
        Budget = budget ?? new MemoryBudget(MemoryBudget.Default);
        Stories = new StoryReader(journal.Connect, journal.FilePath);
        _publisher = new EventPublisher(new EventPreparer(_pipeline, new StoryFinder(findKeys, Stories, time, logger)), journal, _router, Budget, time);
        _replay = new EventReplay(_letters, Budget, logger);
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
    public IReadOnlyList<string> Topics => JournalSummary.ReadTopics(Journal);

    /// <summary>The middleware, in the order events pass it.</summary>
    public IReadOnlyList<EventMiddleware> Middleware => _pipeline.All;

    internal MemoryBudget Budget { get; }

    internal StoryReader Stories { get; }

    internal Random Random { get; }

    internal HandlerStore Handlers { get; init; }

    /// <summary>The newest event of this process that has been offered to the handlers.</summary>
    internal long LastStored => _watch.LastSeen;

    /// <inheritdoc cref="EventPublisher.PublishAsync(Event, CancellationToken)"/>
    public ValueTask<PublishResult> PublishAsync(Event draft, CancellationToken cancellationToken) => _publisher.PublishAsync(draft, cancellationToken);

    /// <inheritdoc cref="EventPublisher.PublishAsync(IReadOnlyList{Event}, CancellationToken)"/>
    public ValueTask<IReadOnlyList<PublishResult>> PublishAsync(IReadOnlyList<Event> drafts, CancellationToken cancellationToken) => _publisher.PublishAsync(drafts, cancellationToken);

    /// <inheritdoc cref="EventPublisher.PublishVolatileAsync"/>
    public ValueTask<PublishResult> PublishVolatileAsync(Event draft, CancellationToken cancellationToken) => _publisher.PublishVolatileAsync(draft, cancellationToken);

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
        Subscription? named;
        lock (_gate)
        {
            _subscriptions.TryGetValue(name, out named);
        }

        return named is not null && await UnsubscribeAsync(named).ConfigureAwait(false);
    }

    /// <summary>As by its name, but never another one that goes by the same name now.</summary>
    /// <inheritdoc cref="UnsubscribeAsync(string)"/>
    public async Task<bool> UnsubscribeAsync(EventSubscription subscription)
    {
        Subscription own = (Subscription)subscription;
        lock (_gate)
        {
            if (_subscriptions.GetValueOrDefault(own.Name) != own)
            {
                return false;
            }

            _subscriptions.Remove(own.Name);
            _router.Remove(own.Pattern, own);
        }

        await own.StopAsync().ConfigureAwait(false);
        return true;
    }

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

    /// <summary>The names of the durable handlers the journal knows, registered here or not.</summary>
    public Task<IReadOnlyList<string>> GetDurableHandlersAsync(CancellationToken cancellationToken) => Handlers.ReadNamesAsync(cancellationToken);

    /// <inheritdoc cref="HandlerStore.ForgetAsync"/>
    public ValueTask<bool> ForgetHandlerAsync(string name, CancellationToken cancellationToken) => Handlers.ForgetAsync(name, cancellationToken);

    /// <summary>The figures of bus and journal.</summary>
    public async Task<EventStatistics> GetStatisticsAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<EventSubscription> handlers = Subscriptions;
        JournalSummary journal = await JournalSummary.ReadAsync(Journal, cancellationToken).ConfigureAwait(false);
        return new EventStatistics
        {
            Stored = _publisher.Figures[PublishOutcome.Stored],
            Volatile = _publisher.Figures[PublishOutcome.Volatile],
            Duplicates = _publisher.Figures[PublishOutcome.Duplicate],
            Stopped = _publisher.Figures[PublishOutcome.Stopped],
            Refused = _publisher.Figures.Refused,
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
        RegisteredMiddleware added = new(options, middleware, _redact, _time, _logger);
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

        Stories.Dispose();
    }

    internal string Redact(string text) => _redact(text);

    /// <summary>Keeps an event as a dead letter, and publishes that the handler has given it up.</summary>
    /// <returns>False where it could not be kept.</returns>
    internal async Task<bool> TryGiveUpAsync(string handler, Event failed, FailedAttempts failures, CancellationToken cancellationToken)
    {
        _logger.LogError("Handler '{Handler}' failed on {Topic} {EventId}: {Error}", handler, failed.Topic, failed.Id, failures.LastError);
        try
        {
            await _letters.AddAsync(handler, failed, failures, cancellationToken).ConfigureAwait(false);
            if (HandlerFailure.IsOne(failed))
            {
                return true;
            }

            Event report = HandlerFailure.ToEvent(handler, failed, failures.LastError, _time.GetUtcNow());
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
