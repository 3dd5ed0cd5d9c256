using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace DevFlow.Core.Http;

/// <summary>One Polly pipeline a host: retry outside, then breaker, then the time-out of an attempt.</summary>
/// <remarks>
/// Repeated are safe methods, and any method where the connection was never made: a request that may have been executed
/// is never sent twice. Polly's default breaker needs 100 calls in 30 s, which no script makes; 10 is what one does make.
/// </remarks>
internal sealed class ResiliencePipelines(TimeProvider time)
{
    private const int MaxRetries = 2;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    // A longer wait than this belongs to the caller, not inside a call.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(100);

    private readonly ConcurrentDictionary<Uri, ResiliencePipeline<HttpResponseMessage>> _byOrigin = new();

    public ResiliencePipeline<HttpResponseMessage> For(Uri origin) => _byOrigin.GetOrAdd(origin, _ => Build());

    private ResiliencePipeline<HttpResponseMessage> Build() =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstDelay,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(MayRepeat(arguments.Context, arguments.Outcome)),
                DelayGenerator = arguments => ValueTask.FromResult(ServerHint(arguments.Outcome.Result)),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                MinimumThroughput = 10,
                FailureRatio = 0.5,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(15),
                ShouldHandle = static arguments => ValueTask.FromResult(IsTransient(arguments.Outcome)),
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = AttemptTimeout })
            .Build();

    private bool MayRepeat(ResilienceContext context, Outcome<HttpResponseMessage> outcome)
    {
        if (NeverConnected(outcome.Exception))
        {
            return true;
        }

        return IsTransient(outcome)
            && !IsLasting(outcome.Exception)
            && !(ServerHint(outcome.Result) > LongestWait)
            && context.Properties.TryGetValue(ResilienceHandler.RequestKey, out HttpRequestMessage? request)
            && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head);
    }

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException or TimeoutRejectedException or OperationCanceledException { InnerException: TimeoutException }
        || outcome.Result?.StatusCode is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    // A name that does not resolve, a certificate that does not fit and a host that stays silent will be no better
    // 200 ms later; the first two come at once, the last only after the sockets' own connect time-out.
    private static bool IsLasting(Exception? exception) => exception
        is OperationCanceledException
        or HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError };

    // A refused connection may be a restart.
    private static bool NeverConnected(Exception? exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError, InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } };

    // The server's own word, as seconds or as a date; null leaves the delay to the strategy.
    private TimeSpan? ServerHint(HttpResponseMessage? response)
    {
        TimeSpan? wait = response?.Headers.RetryAfter switch
        {
            { Delta: { } delay } => delay,
            { Date: { } moment } => moment - time.GetUtcNow(),
            _ => null,
        };
        return wait > TimeSpan.Zero ? wait : null;
    }
}
