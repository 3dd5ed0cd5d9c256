using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>A middleware with its place in the pipeline and its figures.</summary>
/// <remarks>What is not in the contract is internal: PowerShell shows users every public member.</remarks>
internal sealed class RegisteredMiddleware : EventMiddleware, IAsyncDisposable
{
    private readonly EventMiddlewareOptions _options;
    private readonly TopicPattern _pattern;
    private readonly IEventMiddleware _middleware;
    private readonly Func<string, string> _redact;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private long _passed;
    private long _stopped;
    private long _failed;
    private volatile string? _lastError;

    public RegisteredMiddleware(EventMiddlewareOptions options, IEventMiddleware middleware, Func<string, string> redact, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(middleware);
        if (options.Timeout is { } limit && !SubscriptionRules.IsTimer(limit))
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The middleware '{options.Name}' has the time-out {limit}.", "Give a time-out of more than zero and at most 49 days.");
        }

        _options = options;
        _pattern = TopicPattern.Parse(options.Topic);
        _middleware = middleware;
        _redact = redact;
        _time = time;
        _logger = logger;
    }

    public override string Name => _options.Name;

    public override EventMiddlewareStage Stage => _options.Stage;

    public override string Topic => _pattern.Text;

    public override long Passed => Interlocked.Read(ref _passed);

    public override long Stopped => Interlocked.Read(ref _stopped);

    public override long Failed => Interlocked.Read(ref _failed);

    public override string? LastError => _lastError;

    // An event whose check or redaction failed must not get through; one that merely lacks something must not get lost.
    private bool FailureRefuses => Stage is EventMiddlewareStage.Validate or EventMiddlewareStage.Redact;

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        try
        {
            await _middleware.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _logger.LogWarning("Disposing middleware '{Middleware}' failed: {Error}", Name, _redact(exception.Message));
        }
    }

    internal bool Wants(Event passing) => _pattern.Matches(passing.Topic);

    internal async ValueTask<Event?> InvokeAsync(Event passing, CancellationToken cancellationToken)
    {
        if (!Wants(passing))
        {
            return passing;
        }

        try
        {
            Event? next = _options.Timeout is { } limit
                ? await InvokeTimedAsync(passing, limit, cancellationToken).ConfigureAwait(false)
                : await _middleware.InvokeAsync(passing, cancellationToken).ConfigureAwait(false);
            Interlocked.Increment(ref next is null ? ref _stopped : ref _passed);
            return next;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            _lastError = _redact(exception.Message);
            Interlocked.Increment(ref _failed);
            if (FailureRefuses)
            {
                throw Refused(passing, exception);
            }

            _logger.LogError("Middleware '{Middleware}' failed on {Topic} {EventId}, which goes on without it: {Error}", Name, passing.Topic, passing.Id, _lastError);
            return passing;
        }
    }

    private async ValueTask<Event?> InvokeTimedAsync(Event passing, TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timer = new(limit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        Task<Event?> running = _middleware.InvokeAsync(passing, either.Token).AsTask();
        try
        {
            // Not only by its token: one that does not react to it must not hold up its publisher.
            return await running.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new DevFlowException(
                ErrorReason.TimedOut,
                $"The middleware '{Name}' took longer than {limit.TotalSeconds:0.###} s.",
                "Make it quicker, or give it more time.") { Target = Name };
        }
    }

    private DevFlowException Refused(Event refused, Exception cause) => new(
        cause is DevFlowException known ? known.Reason : ErrorReason.HandlerFailed,
        $"The middleware '{Name}' refused the event {refused.Topic} {refused.Id}: {_lastError}",
        (cause as DevFlowException)?.RecommendedAction ?? "Correct the event, or look at the middleware with Get-DevFlowEventMiddleware.",
        cause)
    { Target = Name };
}
