using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using DevFlow.Core.Connections;
using DevFlow.Core.Limits;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Http;

/// <summary>
/// One attempt: waits until the limits admit it, passes the circuit breaker, is sent, and tells limits and breaker what came of
/// it. A refusal by a limit becomes an error here, so that it looks alike on all platforms.
/// </summary>
[SuppressMessage("Reliability", "CA2000", Justification = "The answer is the caller's.")]
internal sealed class AttemptHandler(
    ConnectionScope scope, Limiters limiters, HostBook hosts, ILogger<AttemptHandler> logger, HttpMetrics metrics, TimeProvider time, HttpMessageHandler inner)
    : DelegatingHandler(inner)
{
    // Empty again before anything is awaited.
    [ThreadStatic]
    private static List<RateLimitCharge>? t_charges;

    private readonly HostState _host = hosts.For(scope.ApiUri);
    private readonly StandardLimits _limits = StandardLimits.Of(scope.Plugin);

    // Found with the first call: whose limits they are, the secret in use tells.
    private Limiter? _limiter;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Where a redirect leads elsewhere, other limits rule, and no answer from there may speak about this connection's.
        if (!Origin.Same(request.RequestUri!, scope.ApiUri))
        {
            return await SendAsync(hosts.For(request.RequestUri!).Circuit(""), request, cancellationToken).ConfigureAwait(false);
        }

        List<RateLimitCharge> charges = ChargesOf(request, out string bucket);
        cancellationToken.ThrowIfCancellationRequested();
        _limiter ??= limiters.For(scope);
        if (!_limiter.TryAcquire(CollectionsMarshal.AsSpan(charges), out RateLimitLease lease))
        {
            lease = await WaitAsync(charges, request, bucket, cancellationToken).ConfigureAwait(false);
        }

        if (!lease.IsAcquired)
        {
            throw RateLimitErrors.HeldBack(scope.Name, lease.Wait!);
        }

        Circuit circuit = _host.Circuit(bucket);
        try
        {
            circuit.Enter();
        }
        catch
        {
            lease.Settle(CallOutcome.NotSent);
            throw;
        }

        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            lease.Settle(RetryMatrix.WasNeverSent(exception) ? CallOutcome.NotSent : CallOutcome.Unknown);
            Note(circuit, exception, cancellationToken);
            throw;
        }

        RateLimitRefusal? refusal;
        try
        {
            refusal = lease.Settle(_limits, response);
        }
        catch
        {
            Note(circuit, response);
            response.Dispose();
            throw;
        }

        if (refusal is not null)
        {
            circuit.Succeeded();
            metrics.Refused(scope.Name, refusal.Reason);
            using (response)
            {
                throw RateLimitErrors.Refused(scope.Name, refusal, (int)response.StatusCode);
            }
        }

        Note(circuit, response);
        return response;
    }

    private async Task<HttpResponseMessage> SendAsync(Circuit circuit, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        circuit.Enter();
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            Note(circuit, response);
            return response;
        }
        catch (Exception exception)
        {
            Note(circuit, exception, cancellationToken);
            throw;
        }
    }

    private List<RateLimitCharge> ChargesOf(HttpRequestMessage request, out string bucket)
    {
        List<RateLimitCharge> charges = t_charges ??= [];
        charges.Clear();
        _limits.Charge(request, charges);
        bucket = charges.Count == 0 ? "" : charges[0].Policy.Name;
        return charges;
    }

    private async Task<RateLimitLease> WaitAsync(List<RateLimitCharge> charges, HttpRequestMessage request, string bucket, CancellationToken cancellationToken)
    {
        CallOptions options = CallScope.Current;
        RateLimitDemand demand = new(options.Priority, WaitAccount.Left(request, options), wait => Tell(wait, options));
        long asked = time.GetTimestamp();
        try
        {
            return await _limiter!.AcquireAsync(CollectionsMarshal.AsSpan(charges), demand, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            TimeSpan waited = time.GetElapsedTime(asked);
            WaitAccount.Add(request, waited);
            metrics.Waited(scope.Name, bucket, waited);
            options.Observer?.WaitEnds();
        }
    }

    // The limiter calls this under its lock.
    private void Tell(RateLimitWait wait, CallOptions options)
    {
        if (wait.Until is not { } until || until - time.GetUtcNow() < WaitAccount.Short)
        {
            return;
        }

        string what = wait.Bucket is null ? $"limits of {scope.Name}" : $"limit '{wait.Bucket}' of {scope.Name}";
        options.Observer?.WaitBegins(what, until);
        logger.Log(options.Behavior == RateLimitBehavior.Warn ? LogLevel.Warning : LogLevel.Debug, "Waiting for the {What} until {Until:u}: {Reason}", what, until, wait.Reason);
    }

    private static void Note(Circuit circuit, HttpResponseMessage response)
    {
        if (RetryMatrix.IsServerFailure(response))
        {
            circuit.Failed($"status {(int)response.StatusCode}");
        }
        else
        {
            circuit.Succeeded();
        }
    }

    private static void Note(Circuit circuit, Exception exception, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            circuit.Abandoned();
            return;
        }

        // Messages of sockets can name proxies and addresses; the kind says enough.
        circuit.Failed(exception switch
        {
            HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } failed => failed.HttpRequestError.ToString(),
            DevFlowException { Reason: ErrorReason.TimedOut } => "no answer in time",
            _ => exception.GetBaseException().GetType().Name,
        });
    }
}
