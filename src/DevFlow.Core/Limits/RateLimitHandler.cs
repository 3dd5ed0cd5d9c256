using System.Runtime.InteropServices;
using DevFlow.Core.Connections;
using DevFlow.Core.Http;

namespace DevFlow.Core.Limits;

/// <summary>Lets each attempt pass the limits, and settles it with what its answer tells of them.</summary>
internal sealed class RateLimitHandler(ConnectionScope scope, Limiter limiter, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly IRateLimitDialect _dialect = scope.Plugin.Limits;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Where a redirect leads elsewhere, other limits rule, and no answer from there may speak about this connection's.
        if (request.RequestUri is not { } address || !Origin.Same(address, scope.ApiUri))
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        List<RateLimitCharge> charges = [];
        _dialect.Charge(request, charges);
        RateLimitDemand demand = new(RateLimitPriority.Normal, TimeSpan.Zero);
        RateLimitLease lease = await limiter.AcquireAsync(CollectionsMarshal.AsSpan(charges), demand, cancellationToken).ConfigureAwait(false);
        if (lease.Wait is { } wait)
        {
            throw Refuse(wait);
        }

        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException failed) when (failed.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            lease.Settle(CallOutcome.NotSent);
            throw;
        }
        catch
        {
            lease.Settle(CallOutcome.Unknown);
            throw;
        }

        lease.Settle(_dialect, response);
        return response;
    }

    private DevFlowException Refuse(RateLimitWait wait)
    {
        string what = wait.Bucket is null ? "all calls" : wait.Bucket;
        string until = wait.Until is { } moment ? $"until {moment.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "by calls under way";
        return new(
            ErrorReason.RateLimited,
            $"The rate limit of '{scope.Name}' ({what}) is exhausted {until}.",
            "Repeat the command after that time; Get-DevFlowRateLimit shows the buckets.")
        { Target = scope.Name, RetryAt = wait.Until };
    }
}
