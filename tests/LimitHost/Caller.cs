using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using DevFlow.Core.Limits;

namespace DevFlow.LimitHost;

/// <summary>Calls a platform through a limiter, one call after the other, and counts what came of them.</summary>
internal sealed class Caller(HostOptions options, Limiter limiter, IRateLimitDialect dialect, HttpMessageInvoker invoker)
{
    private int _next;
    private int _answered;
    private int _refused;
    private int _failed;

    public override string ToString() => $"answered {_answered} refused {_refused} failed {_failed}";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await CallAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
            {
                Interlocked.Increment(ref _failed);
            }
        }
    }

    /// <summary>One call, so that all code is compiled before it counts.</summary>
    public Task WarmUpAsync() => CallAsync(CancellationToken.None);

    private async Task CallAsync(CancellationToken cancellationToken)
    {
        string path = options.Paths[(Interlocked.Increment(ref _next) & int.MaxValue) % options.Paths.Length];
        using HttpRequestMessage request = new(new HttpMethod(options.Method), new Uri(options.Address, path));
        request.Headers.Authorization = options.Account.Length == 0
            ? new AuthenticationHeaderValue("Bearer", options.Token)
            : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Account}:{options.Token}")));
        request.Headers.UserAgent.ParseAdd("LimitHost");
        request.Content = options.Method == "GET" ? null : new StringContent(options.Body, Encoding.UTF8, "application/json");

        List<RateLimitCharge> charges = [];
        dialect.Charge(request, charges);
        RateLimitLease lease = await limiter.AcquireAsync(CollectionsMarshal.AsSpan(charges), RateLimitDemand.Patient, cancellationToken);
        try
        {
            // Without the token: what was sent is counted.
            using HttpResponseMessage response = await invoker.SendAsync(request, CancellationToken.None);
            await response.Content.LoadIntoBufferAsync(CancellationToken.None);
            RateLimitRefusal? refusal = lease.Settle(dialect, response);
            Interlocked.Increment(ref refusal is null ? ref _answered : ref _refused);
            Interlocked.Add(ref _failed, refusal is null && !response.IsSuccessStatusCode ? 1 : 0);
        }
        catch
        {
            lease.Settle(CallOutcome.Unknown);
            throw;
        }
    }
}
