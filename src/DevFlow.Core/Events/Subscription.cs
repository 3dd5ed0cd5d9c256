using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>One handler: what it gets, how each event is tried, and its figures.</summary>
/// <remarks>What is not in the contract is internal: PowerShell shows users every public member.</remarks>
#pragma warning disable CA1001 // The stop signal is disposed when the lanes have ended, in FinishAsync.
internal sealed class Subscription : EventSubscription
#pragma warning restore CA1001
{
    private const int Priorities = 4;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly EventBus _bus;
    private readonly EventSubscriptionOptions _options;
    private readonly IEventHandler _handler;
    private readonly EventRetryPolicy _retry;
    private readonly HandlerRunner _runner;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lane[] _lanes;
    private readonly Backlog?[] _backlogs = new Backlog?[Priorities];
    private readonly CancellationTokenSource _stop = new();
    private readonly SubscriptionFigures _figures = new();
    private ITimer? _expiry;
    private int _nextLane;
    private int _isStopping;

    public Subscription(EventBus bus, EventSubscriptionOptions options, IEventHandler handler, TimeProvider time, ILogger logger)
    {
        SubscriptionRules.Check(options);
        _bus = bus;
        _options = options;
        _handler = handler;
        _retry = options.Retry ?? EventRetryPolicy.None;
        _time = time;
        _logger = logger;
        Pattern = TopicPattern.Parse(options.Topic);
        _runner = new HandlerRunner(this, options, handler, time);
        _lanes = new Lane[options.Lanes];
        for (int i = 0; i < _lanes.Length; i++)
        {
            _lanes[i] = new Lane(i, this, bus.Budget, time);
        }

        RegisteredAt = time.GetUtcNow();
        ExpiresAt = RegisteredAt + options.TimeToLive;
        Stopping = _stop.Token;
    }

    public override string Name => _options.Name;

    public override string Topic => Pattern.Text;

    public override bool Durable => _options.Durable;

    public override bool IsActive => !IsStopping;

    public override int Lanes => _lanes.Length;

    public override long Handled => _figures.Handled;

    public override long Failed => _figures.Failed;

    public override long DeadLettered => _figures.DeadLettered;

    public override long Filtered => _figures.Filtered;

    public override int Waiting => _lanes.Sum(static lane => lane.Waiting);

    public override string? LastError => _figures.LastError;

    public override DateTimeOffset RegisteredAt { get; }

    public override DateTimeOffset? ExpiresAt { get; }

    public override IReadOnlyList<EventDelivery> Deliveries => _figures.Deliveries;

    internal TopicPattern Pattern { get; }

    internal CancellationToken Stopping { get; }

    internal bool IsStopping => Volatile.Read(ref _isStopping) != 0;

    internal void Start()
    {
        if (_options.TimeToLive is { } life)
        {
            _expiry = _time.CreateTimer(static state => ((Subscription)state!).Leave(), this, life, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Takes a committed event; called in sequence order by one thread. Never waits.</summary>
    internal void OfferStored(Event e) => BacklogOf(_options.Priority ?? e.Priority).Offer(e);

    /// <summary>Takes a volatile event whose memory the publisher has reserved.</summary>
    internal void OfferVolatile(Event e, long now) => Enqueue(new QueuedEvent(e, now));

    internal void Enqueue(Event e) => Enqueue(new QueuedEvent(e, _time.GetTimestamp()));

    /// <summary>The stored events of a priority after a sequence, for a backlog that fell behind.</summary>
    internal IAsyncEnumerable<Event> ReadMissed(EventPriority? priority, long after, CancellationToken cancellationToken) =>
        _bus.Journal.ReadOwnAsync(new EventQuery { Topic = Pattern, AfterSequence = after, Priority = priority }, cancellationToken);

    /// <summary>Handles the event, or makes one more attempt at it; called by the lane's loop. Never throws.</summary>
    internal ValueTask HandleAsync(in QueuedEvent queued, Lane lane)
    {
        if (!_figures.TryBegin(_options.Count))
        {
            Drop(queued, lane);
            return ValueTask.CompletedTask;
        }

        long begin = _time.GetTimestamp();
        EventDelivery delivery = new(this, queued.Event, queued.Attempt, lane.Index);
        ValueTask<bool> running = _runner.RunAsync(delivery, Stopping);
        if (!running.IsCompletedSuccessfully)
        {
            return AwaitAsync(running, queued, lane, delivery, begin);
        }

        Succeed(running.Result, queued, lane, delivery, begin);
        return ValueTask.CompletedTask;
    }

    /// <summary>Forgets an event that was queued: the subscription ends.</summary>
    internal void Drop(in QueuedEvent queued, Lane lane) => LeaveMemory(queued.Event, lane);

    /// <summary>Stops the lanes and disposes the handler; waits for a busy handler at most 10 s.</summary>
    internal async Task StopAsync()
    {
        Volatile.Write(ref _isStopping, 1);
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_expiry is not null)
        {
            await _expiry.DisposeAsync().ConfigureAwait(false);
        }

        foreach (Lane lane in _lanes)
        {
            lane.Schedule();
        }

        Task ended = FinishAsync();

        // A handler may unregister itself; waiting for its own lane would never end.
        if (EventScope.Delivery?.Subscription == this)
        {
            return;
        }

        try
        {
            await ended.WaitAsync(StopTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _logger.LogWarning("Handler '{Handler}' did not stop within {Seconds} s; it is disposed of when it ends.", Name, StopTimeout.TotalSeconds);
        }
    }

    private void Enqueue(in QueuedEvent queued) =>
        _lanes[LaneOf(queued.Event.PartitionKey)].Enqueue(queued, _options.Priority ?? queued.Event.Priority);

    private int LaneOf(string? key) => _lanes.Length switch
    {
        1 => 0,
        int count when key is null => (int)((uint)Interlocked.Increment(ref _nextLane) % (uint)count),
        int count => (int)((uint)string.GetHashCode(key, StringComparison.Ordinal) % (uint)count),
    };

    // One for each priority: a critical event does not queue behind the journal's normal ones.
    private Backlog BacklogOf(EventPriority priority) => _backlogs[(int)priority] ??= CreateBacklog(priority);

    // With a priority of its own the subscription has one backlog for everything.
    private Backlog CreateBacklog(EventPriority priority) =>
        new(this, _options.Priority is null ? priority : null, _bus.Budget, _time, _logger);

    private async Task FinishAsync()
    {
        await Task.WhenAll(_lanes.Select(static lane => lane.Ended)).ConfigureAwait(false);
        try
        {
            await _handler.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _logger.LogWarning("Disposing handler '{Handler}' failed: {Error}", Name, _bus.Redact(exception.Message));
        }

        _stop.Dispose();
    }

    private async ValueTask AwaitAsync(ValueTask<bool> running, QueuedEvent queued, Lane lane, EventDelivery delivery, long begin)
    {
        try
        {
            Succeed(await running.ConfigureAwait(false), queued, lane, delivery, begin);
        }
        catch (Exception) when (IsStopping)
        {
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
            if (_figures.CountHandled() >= _options.Count)
            {
                Leave();
            }
        }
        else
        {
            _figures.CountFiltered();
        }

        Complete(queued, lane);
    }

    private async ValueTask FailAsync(Exception cause, QueuedEvent queued, Lane lane, EventDelivery delivery, long begin)
    {
        string error = _bus.Redact(cause.Message);
        End(delivery, begin, error);
        List<DeliveryAttempt> failures = queued.Failures ?? [];
        failures.Add(new DeliveryAttempt(delivery.Attempt, delivery.EndedAt!.Value, delivery.Duration, error));
        _figures.CountFailed(error);
        if (failures.Count < _retry.MaxAttempts)
        {
            Retry(queued with { Failures = failures }, lane);
            return;
        }

        _figures.CountDeadLettered();
        await _bus.GiveUpAsync(Name, queued.Event, failures, Stopping).ConfigureAwait(false);
        Complete(queued, lane);
    }

    private void Retry(QueuedEvent queued, Lane lane)
    {
        if (queued.Event.PartitionKey is { } key)
        {
            lane.Park(key);
        }

        TimeSpan delay = RetryDelay.After(queued.Failures!.Count, _retry, _bus.Random);
        ITimer? timer = null;
        timer = _time.CreateTimer(_ => { lane.Enqueue(queued, _options.Priority ?? queued.Event.Priority); timer?.Dispose(); }, null, delay, Timeout.InfiniteTimeSpan);
    }

    private void Complete(in QueuedEvent queued, Lane lane)
    {
        if (queued.Failures is not null && queued.Event.PartitionKey is { } key)
        {
            lane.Unpark(key);
        }

        LeaveMemory(queued.Event, lane);
    }

    private void LeaveMemory(Event e, Lane lane)
    {
        if (e.Sequence > 0)
        {
            BacklogOf(_options.Priority ?? e.Priority).Complete(e);
        }
        else
        {
            lane.Release(MemoryBudget.CostOf(e));
        }
    }

    private void End(EventDelivery delivery, long begin, string? error)
    {
        if (error is null && !delivery.HasRecord)
        {
            return;
        }

        delivery.End(_time.GetUtcNow(), _time.GetElapsedTime(begin), error);
        _figures.Keep(delivery);
    }

    // Nobody to wait for: the handler's own lane or a timer calls.
    private void Leave() => _ = DetachedTask.Run(() => _bus.UnsubscribeAsync(Name));
}
