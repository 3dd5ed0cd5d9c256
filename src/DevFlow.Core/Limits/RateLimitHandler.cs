using DevFlow.Core.Connections;

namespace DevFlow.Core.Limits;

/// <summary>Refuses a call that the platform would surely refuse, and learns from every answer.</summary>
internal sealed class RateLimitHandler(ConnectionScope scope, RateLimitBook book, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        IRateLimitDialect dialect = scope.Plugin.Limits;
        string? bucket = dialect.PredictBucket(request);
        if (book.BlockedUntil(scope.Name, bucket) is { } until)
        {
            throw new DevFlowException(
                ErrorReason.RateLimited,
                $"The rate limit of '{scope.Name}' ({bucket ?? "all calls"}) is exhausted until {until:u}.",
                "Repeat the command after that time; Get-DevFlowRateLimit shows the buckets.")
            { Target = scope.Name, RetryAt = until };
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = time.GetUtcNow();
        if (dialect.Read(response) is { } reading)
        {
            TimeSpan serverAhead = response.Headers.Date is { } date ? date - now : TimeSpan.Zero;
            // Date has whole seconds: a smaller difference is rounding, not a wrong clock.
            book.Observe(scope.Platform, scope.Name, reading, serverAhead.Duration() < TimeSpan.FromSeconds(2) ? TimeSpan.Zero : serverAhead);
            bucket = reading.Bucket;
        }

        if (dialect.ReadRefusal(response, now) is { } retryAt)
        {
            book.Block(scope.Name, bucket, retryAt);
        }

        return response;
    }
}
