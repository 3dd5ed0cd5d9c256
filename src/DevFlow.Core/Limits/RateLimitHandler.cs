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

        Settle(lease, response);
        return response;
    }

    private void Settle(in RateLimitLease lease, HttpResponseMessage response)
    {
        DateTimeOffset serverNow = lease.Observe(response.Headers.Date);
        List<RateLimitReading> readings = [];
        RateLimitRefusal? refusal = null;
        try
        {
            _dialect.Read(response, readings);
            refusal = _dialect.ReadRefusal(response, serverNow);
        }
        finally
        {
            // What stands between may answer for a server that is gone: without a word about limits nobody knows what was counted.
            bool isAnswer = readings.Count > 0 || (int)response.StatusCode < 500;
            lease.Settle(new SettledCall(isAnswer ? CallOutcome.Answered : CallOutcome.Unknown)
            {
                Readings = CollectionsMarshal.AsSpan(readings),
                Refusal = refusal,
                RefusedFor = refusal is null ? default : refusal.RetryAt - serverNow,
            });
        }
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
