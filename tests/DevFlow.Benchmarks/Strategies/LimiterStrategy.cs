using System.Runtime.InteropServices;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Limits;
using DevFlow.GitHub;

namespace DevFlow.Benchmarks.Strategies;

/// <summary>Ours: every call passes the limiter and waits as long as it takes.</summary>
internal sealed class LimiterStrategy : DelegatingHandler
{
    // The sandbox's windows are shorter than GitHub's, so what GitHub allows a minute, on one endpoint or in processor time, would be less than
    // a window's calls.
    private static readonly string[] Unscaled = ["secondary-points", "secondary-concurrency", "secondary-cpu"];

    private readonly IRateLimitDialect _dialect;
    private readonly Limiters _limiters = Limiters.Private(TimeProvider.System);
    private readonly Limiter _limiter;

    public LimiterStrategy(Uri server, HttpMessageHandler inner)
        : base(inner)
    {
        GitHubPlugin plugin = new();
        _dialect = plugin.Limits!;
        GivenSecret secret = new(new CurrentSecret(CredentialKind.Token, "octocat", new SecretBuffer("ghp_0123456789abcdefghijABCDEFGHIJ012345"u8)));
        _limiter = _limiters.For(new ConnectionScope("bench", "github", plugin, server, secret));
        foreach (string policy in Unscaled)
        {
            _limiter.Override(policy, new RateLimitOverride { Limit = int.MaxValue });
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        List<RateLimitCharge> charges = [];
        _dialect.Charge(request, charges);
        RateLimitLease lease = await _limiter.AcquireAsync(CollectionsMarshal.AsSpan(charges), RateLimitDemand.Patient, cancellationToken);
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
        }
        catch
        {
            lease.Settle(CallOutcome.Unknown);
            throw;
        }

        lease.Settle(_dialect, response);
        return response;
    }

    protected override void Dispose(bool disposing)
    {
        _limiters.Dispose();
        base.Dispose(disposing);
    }
}
