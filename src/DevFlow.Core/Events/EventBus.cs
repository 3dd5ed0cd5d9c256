using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>
/// Publishes events: first to the journal, then to every subscription whose pattern fits. A subscription has its own
/// loop, so a slow or failing handler holds up neither publishers nor other handlers. The journal belongs to the caller,
/// who disposes it after the bus. Events that other processes write to the same journal are not delivered here.
/// </summary>
internal sealed class EventBus : IAsyncDisposable
{
    // The longest time a timer takes, about 49 days.
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly TimeProvider _time;
    private readonly ILogger<EventBus> _logger;
    private readonly Func<string, string> _redact;
    private readonly Lock _gate = new();
    private readonly MiddlewarePipeline _pipeline = new();
    private ImmutableArray<Subscription> _subscriptions = [];
    private ImmutableArray<EventWaiter> _waiters = [];
    private bool _isClosed;

    /// <param name="journal">The journal; no other bus uses it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of failing handlers.</param>
    /// <param name="redact">Takes secrets out of an error message; null leaves messages as they are.</param>
    public EventBus(Journal journal, TimeProvider time, ILogger<EventBus> logger, Func<string, string>? redact = null)
    {
        ArgumentNullException.ThrowIfNull(journal);
        Journal = journal;
        _time = time;
        _logger = logger;
        _redact = redact ?? (text => text);
        journal.Committed = Dispatch;
    }

    public Journal Journal { get; }

    public IReadOnlyList<EventSubscription> Subscriptions => Snapshot(ref _subscriptions);

    /// <summary>The middleware, in the order events pass it.</summary>
    public IReadOnlyList<EventMiddleware> Middleware => _pipeline.All;

    /// <summary>Stores an event and hands it to the handlers, whom it does not wait for.</summary>
    /// <param name="draft">
    /// The event. A correlation or causation it lacks comes from the event being handled on this flow; without one the
    /// event starts a story of its own.
    /// </param>
    /// <param name="cancellationToken">Withdraws the event as long as it is not being written.</param>
    /// <exception cref="DevFlowException">
    /// <see cref="ErrorReason.InvalidArgument"/>: the event breaks a rule; <see cref="ErrorReason.JournalUnusable"/>: it cannot be stored.
    /// </exception>
    public async ValueTask<PublishResult> PublishAsync(Event draft, CancellationToken cancellationToken)
    {
        (Event complete, string? stoppedBy) = await PrepareAsync(draft, cancellationToken).ConfigureAwait(false);
        if (stoppedBy is not null)
        {
            return new PublishResult(complete, PublishOutcome.Stopped, stoppedBy);
        }

        AppendResult stored = await Journal.AppendAsync(complete, cancellationToken).ConfigureAwait(false);
        return new PublishResult(stored.Event, stored.IsDuplicate ? PublishOutcome.Duplicate : PublishOutcome.Stored);
    }

    /// <summary>Registers a middleware for the events published from now on.</summary>
    /// <exception cref="DevFlowException">The name is taken or empty, or the pattern is wrong; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    public EventMiddleware Use(EventMiddlewareOptions options, IEventMiddleware middleware)
    {
        RegisteredMiddleware added = new(options, middleware, _redact, _logger);
        CheckName(added.Name, "middleware");
        ObjectDisposedException.ThrowIf(_isClosed, this);
        _pipeline.Add(added);
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

    /// <summary>Registers a handler for the events published from now on.</summary>
    /// <exception cref="DevFlowException">The name is taken or empty; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    public EventSubscription Subscribe(EventSubscriptionOptions options, IEventHandler handler)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        CheckName(options.Name, "handler");
        string name = options.Name;
        Subscription subscription = new(this, options, handler, _time, _logger);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (Find(name) is not null)
            {
                throw new DevFlowException(
                    ErrorReason.InvalidArgument,
                    $"There is already a handler named '{name}'.",
                    "Choose another name, or unregister the present handler first.") { Target = name };
            }

            subscription.Start();
            _subscriptions = _subscriptions.Add(subscription);
        }

        return subscription;
    }

    /// <summary>Stops a handler and disposes it; waits at most 10 s for a busy one.</summary>
    /// <returns>False where there is no handler of that name.</returns>
    public async Task<bool> UnsubscribeAsync(string name)
    {
        Subscription? subscription;
        lock (_gate)
        {
            subscription = Find(name);
            if (subscription is null)
            {
                return false;
            }

            _subscriptions = _subscriptions.Remove(subscription);
        }

        await subscription.StopAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Waits for the first event that fits. With <see cref="EventQuery.Since"/> or <see cref="EventQuery.AfterSequence"/>
    /// the events in the journal count too, else only those published from now on. Limit and order are not looked at.
    /// </summary>
    /// <param name="query">Which event.</param>
    /// <param name="timeout">How long; a negative time, or more than 49 days, is for ever.</param>
    /// <param name="cancellationToken">Ends the wait with an exception.</param>
    /// <returns>The event; null when the time is over.</returns>
    public async Task<Event?> WaitAsync(EventQuery query, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        long start = _time.GetTimestamp();
        EventWaiter waiter = new(query);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _waiters = _waiters.Add(waiter);
        }

        try
        {
            // The waiter already listens: an event is in the journal by now, or it will be offered, or both.
            if (query.Since is not null || query.AfterSequence is not null)
            {
                EventQuery first = query with { Limit = 1, NewestFirst = false };
                await foreach (Event stored in Journal.ReadAsync(first, cancellationToken).ConfigureAwait(false))
                {
                    return stored;
                }
            }

            return await waiter.Task.WaitAsync(Left(timeout, start), _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            lock (_gate)
            {
                _waiters = _waiters.Remove(waiter);
            }
        }
    }

    /// <summary>Stops and disposes all handlers, and cancels whoever waits. The journal stays open.</summary>
    public async ValueTask DisposeAsync()
    {
        ImmutableArray<Subscription> subscriptions;
        ImmutableArray<EventWaiter> waiters;
        lock (_gate)
        {
            _isClosed = true;
            subscriptions = _subscriptions;
            waiters = _waiters;
            _subscriptions = [];
        }

        foreach (EventWaiter waiter in waiters)
        {
            waiter.TrySetCanceled(CancellationToken.None);
        }

        await Task.WhenAll(subscriptions.Select(s => s.StopAsync())).ConfigureAwait(false);
        foreach (IAsyncDisposable middleware in _pipeline.Clear())
        {
            await middleware.DisposeAsync().ConfigureAwait(false);
        }
    }

    internal string Redact(string text) => _redact(text);

    /// <summary>Logs and publishes that a handler failed.</summary>
    internal async Task ReportFailureAsync(string handler, Event failed, string error, CancellationToken cancellationToken)
    {
        _logger.LogError("Handler '{Handler}' failed on {Topic} {EventId}: {Error}", handler, failed.Topic, failed.Id, error);
        if (HandlerFailure.IsOne(failed))
        {
            return;
        }

        try
        {
            Event report = HandlerFailure.ToEvent(handler, failed, error, _time.GetUtcNow());
            await PublishAsync(report, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.LogError("The failure of handler '{Handler}' could not be published: {Error}", handler, Redact(exception.Message));
        }
    }

    // Runs on the journal's writer, in sequence order. The arrays are immutable, so no lock is held while offering.
    private void Dispatch(Event e)
    {
        foreach (Subscription subscription in Snapshot(ref _subscriptions))
        {
            subscription.Offer(e);
        }

        foreach (EventWaiter waiter in Snapshot(ref _waiters))
        {
            waiter.Offer(e);
        }
    }

    private ImmutableArray<T> Snapshot<T>(ref ImmutableArray<T> array)
    {
        lock (_gate)
        {
            return array;
        }
    }

    private Subscription? Find(string name) =>
        _subscriptions.FirstOrDefault(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private TimeSpan Left(TimeSpan timeout, long start)
    {
        if (timeout < TimeSpan.Zero || timeout > LongestTimeout)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan left = timeout - _time.GetElapsedTime(start);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    // Explicit values win, then the event being handled; what the pipeline left open starts a story of its own.
    private async ValueTask<(Event Event, string? StoppedBy)> PrepareAsync(Event draft, CancellationToken cancellationToken)
    {
        EventRules.Check(draft);
        Event? cause = EventScope.Current;
        Event complete = draft with
        {
            Time = draft.Time.ToUniversalTime(),
            CorrelationId = NonEmpty(draft.CorrelationId) ?? cause?.CorrelationId ?? "",
            CausationId = NonEmpty(draft.CausationId) ?? cause?.Id,
            Sequence = 0,
        };
        (Event passed, string? stoppedBy) = await _pipeline.RunAsync(complete, cancellationToken).ConfigureAwait(false);
        if (!ReferenceEquals(passed, complete))
        {
            EventRules.Check(passed);
        }

        return (passed.CorrelationId.Length > 0 ? passed : passed with { CorrelationId = Guid.CreateVersion7(_time.GetUtcNow()).ToString("N") }, stoppedBy);
    }

    private static void CheckName(string name, string kind)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The {kind} has no name.", $"Give the {kind} a name.");
        }
    }

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
