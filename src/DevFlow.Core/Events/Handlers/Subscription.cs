using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>One handler: what it gets, how each event is tried, and its figures.</summary>
/// <remarks>What is not in the contract is internal: PowerShell shows users every public member.</remarks>
#pragma warning disable CA1001 // The stop signal is disposed when the lanes have ended, in FinishAsync.
internal sealed class Subscription : EventSubscription
#pragma warning restore CA1001
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly EventBus _bus;
    private readonly EventSubscriptionOptions _options;
    private readonly IEventHandler _handler;
    private readonly Attempts _attempts;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lane[] _lanes;
    private readonly DurableRun? _durable;
    private volatile Backlog[]? _backlogs;
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
        _time = time;
        _logger = logger;
        Pattern = TopicPattern.Parse(options.Topic);
        _lanes = new Lane[options.Lanes];
        for (int i = 0; i < _lanes.Length; i++)
        {
            _lanes[i] = new Lane(i, this, bus.Budget, time);
        }

        RegisteredAt = time.GetUtcNow();
        ExpiresAt = RegisteredAt + options.TimeToLive;
        Stopping = _stop.Token;
        _durable = options.Durable ? new DurableRun(this, bus.Handlers, bus.Journal, time, logger) : null;
        _attempts = new Attempts(this, options, new HandlerRunner(this, options, handler, time), _figures, bus, _durable, time);
        _backlogs = options.Durable ? null : CreateBacklogs();
    }

    public override string Name => _options.Name;

    public override string Topic => Pattern.Text;

    public override bool Durable => _options.Durable;

    public override bool IsActive => _backlogs is not null && !IsStopping;

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

    /// <summary>Completes when the handler is sure to get what is published from then on.</summary>
    internal Task Begun => _durable?.Begun ?? Task.CompletedTask;

    internal TopicPattern Pattern { get; }

    internal CancellationToken Stopping { get; }

    /// <summary>How far the handler has come; to be read on the journal's writer, between what it offers.</summary>
    internal IEnumerable<(EventPriority Priority, HandlerPosition Position)> Positions
    {
        get
        {
            long seen = _bus.LastStored;
            return (_backlogs ?? []).Select(backlog => (backlog.Priority, backlog.PositionAt(seen)));
        }
    }

    internal bool IsStopping => Volatile.Read(ref _isStopping) != 0;

    internal void Start()
    {
        _durable?.Start();
        if (_options.TimeToLive is { } life)
        {
            _expiry = _time.CreateTimer(static state => ((Subscription)state!).Leave(), this, life, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Takes a committed event; called in sequence order by one thread. Never waits.</summary>
    internal void OfferStored(Event e) => _backlogs?[(int)e.Priority].Offer(e);

    /// <summary>Says that another process has written events up to this sequence.</summary>
    internal void NoteForeign(long sequence)
    {
        if (Durable)
        {
            Array.ForEach(_backlogs ?? [], backlog => backlog.Note(sequence));
        }
    }

    /// <summary>This process has the lease: goes on where the handler was.</summary>
    internal void Activate(HandlerState state)
    {
        Backlog[] backlogs = CreateBacklogs();
        Array.ForEach(backlogs, backlog => backlog.Resume(state.Of(backlog.Priority), state.Head));
        _backlogs = backlogs;
        // What was committed since the state was read has been offered to nobody.
        NoteForeign(_bus.LastStored);
    }

    /// <summary>Another process has the lease: what is queued here is not handled any more.</summary>
    internal void Deactivate()
    {
        Array.ForEach(_backlogs ?? [], static backlog => backlog.Abandon());
        _backlogs = null;
    }

    /// <summary>Takes a volatile event whose memory the publisher has reserved.</summary>
    internal void OfferVolatile(Event e, long now) => Enqueue(new QueuedEvent(e, now, Origin: null));

    /// <summary>Takes a stored event from its backlog, with what became of earlier attempts.</summary>
    internal void Enqueue(Event e, Backlog origin) => Enqueue(new QueuedEvent(e, _time.GetTimestamp(), origin, _durable?.EarlierAttempts(e.Sequence)));

    /// <summary>The stored events of a priority after a sequence, for a backlog that fell behind.</summary>
    internal IAsyncEnumerable<Event> ReadMissed(EventPriority priority, long after, CancellationToken cancellationToken)
    {
        EventQuery missed = new() { Topic = Pattern, AfterSequence = after, Priority = priority };
        return Durable ? _bus.Journal.ReadAsync(missed, cancellationToken) : _bus.Journal.ReadOwnAsync(missed, cancellationToken);
    }

    /// <summary>Takes an event that the handler is to get once more; the memory is reserved.</summary>
    internal void Replay(Event e, Action? settled) => Enqueue(new QueuedEvent(e, _time.GetTimestamp(), new ReplayOrigin(_bus.Budget, settled)));

    /// <inheritdoc cref="Attempts.MakeAsync"/>
    internal ValueTask HandleAsync(in QueuedEvent queued, Lane lane) => _attempts.MakeAsync(queued, lane);

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

    /// <summary>Unregisters itself. Nobody waits for that: the handler's own lane or a timer calls.</summary>
    internal void Leave() => _ = DetachedTask.Run(() => _bus.UnsubscribeAsync(this));

    private void Enqueue(in QueuedEvent queued) =>
        _lanes[LaneOf(queued.Event.PartitionKey)].Enqueue(queued, _options.Priority ?? queued.Event.Priority);

    private int LaneOf(string? key) => _lanes.Length switch
    {
        1 => 0,
        int count when key is null => (int)((uint)Interlocked.Increment(ref _nextLane) % (uint)count),
        int count => (int)((uint)string.GetHashCode(key, StringComparison.Ordinal) % (uint)count),
    };

    // One for each priority: a critical event does not queue behind the journal's normal ones.
    private Backlog[] CreateBacklogs() =>
        Array.ConvertAll(Enum.GetValues<EventPriority>(), priority => new Backlog(this, priority, _bus.Budget, _time, _logger));

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

        if (_durable is not null)
        {
            await _durable.EndAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
    }
}
