using DevFlow.Core.Connections;
using DevFlow.Core.Http;

namespace DevFlow.Core.Limits;

/// <summary>Refuses a call that the platform would surely refuse, and learns from every answer.</summary>
internal sealed class RateLimitHandler(ConnectionScope scope, RateLimitBook book, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Where a redirect leads elsewhere, other limits rule, and no answer from there may speak about this connection's.
        if (request.RequestUri is not { } address || !Origin.Same(address, scope.ApiUri))
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        IRateLimitDialect dialect = scope.Plugin.Limits;
        List<RateLimitCharge> charges = [];
        dialect.Charge(request, charges);
        string? bucket = charges.Find(static charge => charge.Policy.IsReported).Policy?.Name;
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
        TimeSpan serverAhead = ServerAhead(response, now);
        List<RateLimitReading> readings = [];
        dialect.Read(response, readings);
        foreach (RateLimitReading reading in readings)
        {
            book.Observe(scope.Platform, scope.Name, reading, serverAhead);
            bucket = reading.Policy.Name;
        }

        // A refusal names a delay or a moment of the server's clock: asked by that clock, both come out right by ours.
        if (dialect.ReadRefusal(response, now + serverAhead) is { RetryAt: DateTimeOffset retryAt })
        {
            book.Block(scope.Name, bucket, retryAt - serverAhead);
        }

        return response;
    }

    // Date has whole seconds: a smaller difference is rounding, not a wrong clock. One of more than a day is no clock
    // at all, and the year 9999 would push the moments computed with it out of range.
    private static TimeSpan ServerAhead(HttpResponseMessage response, DateTimeOffset now)
    {
        TimeSpan ahead = response.Headers.Date is { } date ? date - now : TimeSpan.Zero;
        return ahead.Duration() < TimeSpan.FromSeconds(2) || ahead.Duration() > TimeSpan.FromDays(1) ? TimeSpan.Zero : ahead;
    }
}
