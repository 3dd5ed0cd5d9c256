using DevFlow.Core.Connections;
using DevFlow.Core.Limits;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace DevFlow.Core.Http;

/// <summary>
/// Repeats attempts as <see cref="RetryMatrix"/> allows and the host's budget lasts, never before the moment the server named. The
/// first attempt needs no strategy, and most calls no second: Polly begins where one has failed, with what came of it. What the
/// transport threw at last becomes one of the contract's errors.
/// </summary>
internal sealed class RetryHandler : DelegatingHandler
{
    private const int MaxRetries = 3;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly ResiliencePropertyKey<Call> CallKey = new("devflow.call");

    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;
    private readonly ConnectionScope _scope;
    private readonly StandardLimits _limits;
    private readonly HostBook _hosts;
    private readonly HostState _host;
    private readonly ILogger _logger;
    private readonly HttpMetrics _metrics;
    private readonly Random _random;
    private readonly TimeProvider _time;

    public RetryHandler(ConnectionScope scope, HostBook hosts, ILogger<RetryHandler> logger, HttpMetrics metrics, Random random, TimeProvider time, HttpMessageHandler inner)
        : base(inner)
    {
        (_scope, _limits, _hosts, _host, _logger, _metrics, _random, _time) = (scope, StandardLimits.Of(scope.Plugin), hosts, hosts.For(scope.ApiUri), logger, metrics, random, time);
        _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstDelay,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(ShouldRepeat(CallOf(arguments.Context), arguments.Outcome, arguments.AttemptNumber)),
                DelayGenerator = arguments => ValueTask.FromResult(CallOf(arguments.Context).Wait),
                OnRetry = arguments =>
                {
                    Begin(CallOf(arguments.Context), arguments.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HostState host = Origin.Same(request.RequestUri!, _scope.ApiUri) ? _host : _hosts.For(request.RequestUri!);
        host.Retries.Called();
        try
        {
            Outcome<HttpResponseMessage> first;
            try
            {
                HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
                if (Classify(response) == AttemptOutcome.Final)
                {
                    return response;
                }

                first = Outcome.FromResult(response);
            }
            catch (Exception exception) when (RetryMatrix.Classify(exception) != AttemptOutcome.Final)
            {
                first = Outcome.FromException<HttpResponseMessage>(exception);
            }

            return await RepeatAsync(new Call(request, host) { First = first }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (TransportErrors.IsOne(exception, cancellationToken))
        {
            throw TransportErrors.Of(request, exception);
        }
    }

    private AttemptOutcome Classify(HttpResponseMessage response) =>
        _limits.IsBusy(response) ? AttemptOutcome.NotCarriedOut : RetryMatrix.Classify(response);

    private static Call CallOf(ResilienceContext context) => context.Properties.GetValue(CallKey, null!);

    private async Task<HttpResponseMessage> RepeatAsync(Call call, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        try
        {
            context.Properties.Set(CallKey, call);
            return await _pipeline.ExecuteAsync(
                static (ctx, state) => state.Self.SendOnceAsync(state.Call, ctx.CancellationToken),
                context,
                (Self: this, Call: call)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<HttpResponseMessage> SendOnceAsync(Call call, CancellationToken cancellationToken)
    {
        if (call.First is { } first)
        {
            call.First = null;
            first.ThrowIfException();
            return first.Result!;
        }

        if (call.Wait is { } wait)
        {
            // Timers may end some milliseconds early; the server's moment is not ours to round.
            while (wait - _time.GetElapsedTime(call.FailedAt) is { Ticks: > 0 } left)
            {
                await Task.Delay(ServerHint.Spread(left, 0), _time, cancellationToken).ConfigureAwait(false);
            }
        }

        if (call.Outcome is not AttemptOutcome.Refused and not AttemptOutcome.Final)
        {
            WaitAccount.Add(call.Request, _time.GetElapsedTime(call.FailedAt));
            CallScope.Current.Observer?.WaitEnds();
        }

        return await base.SendAsync(call.Request, cancellationToken).ConfigureAwait(false);
    }

    // Polly asks once more after the last attempt: by then nothing may be taken from the budget.
    private bool ShouldRepeat(Call call, Outcome<HttpResponseMessage> attempt, int number)
    {
        AttemptOutcome outcome = attempt.Result is { } answer ? Classify(answer) : RetryMatrix.Classify(attempt);
        if (outcome == AttemptOutcome.Final || number >= MaxRetries)
        {
            return false;
        }

        (call.Outcome, call.FailedAt) = (outcome, _time.GetTimestamp());
        TimeSpan? asked = attempt.Exception is DevFlowException refused ? refused.RetryAt - _time.GetUtcNow() : ServerHint.Read(attempt.Result, _time);

        // After a refusal the limiter makes the next attempt wait, and it knows best until when.
        call.Wait = outcome == AttemptOutcome.Refused ? TimeSpan.Zero : asked is { } hint ? ServerHint.Spread(hint, Jitter()) : null;
        return RetryMatrix.MayRepeat(outcome, _limits.GetSafety(call.Request))
            && RetryMatrix.CanRepeat(call.Request.Content)
            && (asked ?? TimeSpan.Zero) <= WaitAccount.Left(call.Request, CallScope.Current)
            && call.Host.Retries.TryTake();
    }

    private double Jitter()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }

    private void Begin(Call call, TimeSpan delay)
    {
        if (delay >= WaitAccount.Short)
        {
            CallScope.Current.Observer?.WaitBegins(call.Host.Name, _time.GetUtcNow() + delay);
        }

        _metrics.Retried(call.Host.Name, call.Outcome);
        _logger.LogDebug("{Method} {Address} is sent again in {Milliseconds:F0} ms: {Outcome}", call.Request.Method.Method, call.Request.RequestUri, delay.TotalMilliseconds, call.Outcome);
    }

    private sealed class Call(HttpRequestMessage request, HostState host)
    {
        public HttpRequestMessage Request { get; } = request;

        public HostState Host { get; } = host;

        /// <summary>What the first attempt came to, until the strategy has looked at it.</summary>
        public Outcome<HttpResponseMessage>? First { get; set; }

        public AttemptOutcome Outcome { get; set; }

        public long FailedAt { get; set; }

        /// <summary>What the server asked for, counted from <see cref="FailedAt"/>; null leaves the delay to the strategy.</summary>
        public TimeSpan? Wait { get; set; }
    }
}
