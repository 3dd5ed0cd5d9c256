using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>One handler and the loop that feeds it: one event at a time, in sequence order, each once.</summary>
/// <remarks>What is not in the contract is internal: PowerShell shows users every public member.</remarks>
#pragma warning disable CA1001 // The stop signal is disposed when the loop has ended, in FinishAsync.
internal sealed class Subscription : EventSubscription
#pragma warning restore CA1001
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan JournalRetry = TimeSpan.FromSeconds(1);

    // A handler may unregister itself; waiting for its own loop would never end.
    private static readonly AsyncLocal<Subscription?> Running = new();

    private readonly EventBus _bus;
    private readonly IEventHandler _handler;
    private readonly EventSubscriptionOptions _options;
    private readonly TopicPattern _pattern;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DeliveryQueue _queue = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private long _lastHandled;
    private long _handled;
    private long _failed;
    private volatile string? _lastError;

    public Subscription(EventBus bus, EventSubscriptionOptions options, IEventHandler handler, TimeProvider time, ILogger logger)
    {
        _bus = bus;
        _handler = handler;
        _options = options;
        _pattern = TopicPattern.Parse(options.Topic);
        _time = time;
        _logger = logger;
        RegisteredAt = time.GetUtcNow();
    }

    public override string Name => _options.Name;

    public override string Topic => _pattern.Text;

    public override bool Durable => false;

    public override bool IsActive => true;

    public override int Lanes => 1;

    public override long DeadLettered => 0;

    public override long Filtered => 0;

    public override DateTimeOffset? ExpiresAt => null;

    public override IReadOnlyList<EventDelivery> Deliveries => [];

    public override long Handled => Interlocked.Read(ref _handled);

    public override long Failed => Interlocked.Read(ref _failed);

    public override int Waiting => _queue.Count;

    public override string? LastError => _lastError;

    public override DateTimeOffset RegisteredAt { get; }

    internal void Start() => _loop = DetachedTask.Run(RunAsync);

    internal void Offer(Event e)
    {
        if (_pattern.Matches(e.Topic))
        {
            _queue.Offer(e);
        }
    }

    /// <summary>Stops the loop and disposes the handler; waits for a busy handler at most 10 s.</summary>
    internal async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _queue.Complete();
        Task ended = FinishAsync();
        if (Running.Value == this)
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

    private async Task FinishAsync()
    {
        await _loop.ConfigureAwait(false);
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

    private async Task RunAsync()
    {
        CancellationToken stop = _stop.Token;
        try
        {
            do
            {
                while (_queue.TryTake(out Event? e))
                {
                    await HandleAsync(e, stop).ConfigureAwait(false);
                }

                if (_queue.IsBehind)
                {
                    await CatchUpAsync(stop).ConfigureAwait(false);
                }
            }
            while (await _queue.WaitAsync(stop).ConfigureAwait(false));
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Unregistered.
        }
    }

    private async Task CatchUpAsync(CancellationToken stop)
    {
        do
        {
            try
            {
                EventQuery missed = new() { Topic = _pattern, AfterSequence = _lastHandled };
                await foreach (Event e in _bus.Journal.ReadOwnAsync(missed, stop).ConfigureAwait(false))
                {
                    await HandleAsync(e, stop).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (!stop.IsCancellationRequested)
            {
                _lastError = _bus.Redact(exception.Message);
                _logger.LogError("Handler '{Handler}' waits for the journal: {Error}", Name, _lastError);
                await Task.Delay(JournalRetry, _time, stop).ConfigureAwait(false);
            }
        }
        while (!_queue.TryCatchUp(_lastHandled));
    }

    private async Task HandleAsync(Event e, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (e.Sequence <= _lastHandled)
        {
            return;
        }

        _lastHandled = e.Sequence;
        Running.Value = this;
        using (EventScope.Enter(e))
        {
            try
            {
                await _handler.HandleAsync(new EventDelivery(this, e, 1, 0), stop).ConfigureAwait(false);
                Interlocked.Increment(ref _handled);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception error)
            {
                // In this order: who sees the count also sees the message.
                _lastError = _bus.Redact(error.Message);
                Interlocked.Increment(ref _failed);
                await _bus.ReportFailureAsync(Name, e, _lastError, stop).ConfigureAwait(false);
            }
        }
    }
}
