using System.Threading.Channels;

namespace DevFlow.Sandbox.Webhooks;

/// <summary>Delivers what one hook is told, in order; retries take their place in the queue when they are due. Thread-safe.</summary>
internal sealed class Webhook : IAsyncDisposable
{
    /// <summary>How long a message held back by a fault waits for the one that overtakes it.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan OutageCheck = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<HookAttempt> _waiting;
    private readonly WebhookEngine _engine;
    private readonly DeliverySender _sender;
    private readonly Action<Webhook> _ended;
    private readonly CancellationToken _stopped;
    private readonly Task _run;
    private HookAttempt? _held;
    private WebhookTarget _target;
    private int _delayed;
    private bool _disposed;

    public Webhook(WebhookEngine engine, DeliveryPolicy policy, WebhookTarget target, Action<Webhook> ended)
    {
        _engine = engine;
        _target = target;
        _ended = ended;
        _sender = new(engine, policy);
        _stopped = _stop.Token;
        _waiting = Channel.CreateBounded<HookAttempt>(
            new BoundedChannelOptions(policy.MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
        Policy = policy;
        Health = new(policy.Disable, engine.Clock);
        _run = Task.Run(RunAsync);
    }

    public DeliveryPolicy Policy { get; }

    /// <summary>Where it points; a change counts for everything not sent yet.</summary>
    public WebhookTarget Target
    {
        get => Volatile.Read(ref _target);
        set => Volatile.Write(ref _target, value);
    }

    public DeliveryLog Log { get; } = new();

    public HookHealth Health { get; }

    /// <summary>Puts a message into the queue.</summary>
    public void Enqueue(WebhookMessage message)
    {
        if (message.Body.Length > Policy.MaxBody)
        {
            return;
        }

        HookAttempt attempt = new(message, _engine.Clock.Now);
        bool isHeld = _engine.Faults.ChooseDelivery(SandboxFaultKind.ReorderDelivery, message.Event);
        bool isTwice = _engine.Faults.ChooseDelivery(SandboxFaultKind.DuplicateDelivery, message.Event);
        lock (_gate)
        {
            if (isHeld && _held is null)
            {
                _held = attempt;
                _ = LaterAsync(() => Release(attempt), LongestHold);
                return;
            }

            _waiting.Writer.TryWrite(attempt);
            if (isTwice)
            {
                _waiting.Writer.TryWrite(attempt);
            }

            Release(_held);
        }
    }

    /// <summary>Puts a delivery into the queue once more: the same message with the same id, and no retries.</summary>
    public void Redeliver(LoggedDelivery delivery) => _waiting.Writer.TryWrite(Again(delivery));

    /// <summary>Redelivers at once, past the queue, and returns how it ended.</summary>
    public Task<LoggedDelivery> RedeliverNowAsync(LoggedDelivery delivery, CancellationToken cancellationToken) =>
        AskAsync(Again(delivery), cancellationToken);

    /// <summary>Delivers at once and once, past the queue and even to a hook that is off, and returns how it ended.</summary>
    /// <exception cref="OperationCanceledException">The hook was deleted or the sandbox stops.</exception>
    public Task<LoggedDelivery> AskAsync(WebhookMessage message, CancellationToken cancellationToken) =>
        AskAsync(new HookAttempt(message, _engine.Clock.Now), cancellationToken);

    /// <summary>Breaks off the delivery under way and forgets what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _ended(this);
        _stop.Dispose();
    }

    private HookAttempt Again(LoggedDelivery delivery) => new(delivery.Message, _engine.Clock.Now, IsRedelivery: true);

    private async Task RunAsync()
    {
        try
        {
            await foreach (HookAttempt attempt in _waiting.Reader.ReadAllAsync(_stopped).ConfigureAwait(false))
            {
                await attempt.Message.Answered.WaitAsync(_stopped).ConfigureAwait(false);
                while (_engine.Faults.ChooseDelivery(SandboxFaultKind.Outage, attempt.Message.Event))
                {
                    await Task.Delay(OutageCheck, _engine.Clock.Time, _stopped).ConfigureAwait(false);
                }

                if (Health.IsOn)
                {
                    await DeliverAsync(attempt).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // The hook was deleted or the sandbox stops.
        }
    }

    private async Task DeliverAsync(HookAttempt attempt)
    {
        LoggedDelivery delivery = await SendAsync(attempt, _stopped).ConfigureAwait(false);
        if (!delivery.Succeeded && CanRetry(delivery))
        {
            HookAttempt retry = attempt with { Retry = attempt.Retry + 1, Reason = delivery.Failure };
            _ = LaterAsync(() => _waiting.Writer.TryWrite(retry), Policy.Retries[attempt.Retry]);
        }

        // Last, so that whoever sees the log knows that the retry's time runs.
        Log.Add(delivery);
    }

    // As many retries may wait for their time as messages for their turn.
    private bool CanRetry(LoggedDelivery failed) =>
        Policy.CanRetry(failed)
        && !(Policy.RetriesEndAfter is { } end && Health.HasFailedFor(end))
        && Volatile.Read(ref _delayed) < Policy.MaxWaiting;

    private async Task<LoggedDelivery> AskAsync(HookAttempt attempt, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_stopped, cancellationToken);
        LoggedDelivery delivery = await SendAsync(attempt, either.Token).ConfigureAwait(false);
        Log.Add(delivery);
        return delivery;
    }

    private async Task<LoggedDelivery> SendAsync(HookAttempt attempt, CancellationToken cancellationToken)
    {
        LoggedDelivery delivery = await _sender
            .SendAsync(attempt with { SentAt = _engine.Clock.Now }, Target, cancellationToken).ConfigureAwait(false);
        Health.Record(delivery.Succeeded);
        return delivery;
    }

    private void Release(HookAttempt? attempt)
    {
        lock (_gate)
        {
            if (attempt is not null && ReferenceEquals(attempt, _held))
            {
                _held = null;
                _waiting.Writer.TryWrite(attempt);
            }
        }
    }

    private async Task LaterAsync(Action action, TimeSpan delay)
    {
        Interlocked.Increment(ref _delayed);
        try
        {
            await Task.Delay(_engine.Clock.Scale(delay), _engine.Clock.Time, _stopped).ConfigureAwait(false);
            action();
        }
        catch (OperationCanceledException)
        {
            // What waited for its time goes with the hook.
        }
        finally
        {
            Interlocked.Decrement(ref _delayed);
        }
    }
}
