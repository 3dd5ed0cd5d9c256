using System.Collections.Concurrent;

namespace DevFlow.LimitHost;

/// <summary>A platform's dialect for a sandbox whose time spans pass faster: the same policies with shorter windows.</summary>
internal sealed class ScaledDialect(IRateLimitDialect inner, double clock, bool learns) : IRateLimitDialect
{
    private readonly ConcurrentDictionary<RateLimitPolicy, RateLimitPolicy> _scaled = new(ReferenceEqualityComparer.Instance as IEqualityComparer<RateLimitPolicy>);

    public IReadOnlyList<RateLimitPolicy> Policies => [.. inner.Policies.Select(Scale)];

    public void Charge(HttpRequestMessage request, ICollection<RateLimitCharge> charges)
    {
        List<RateLimitCharge> unscaled = [];
        inner.Charge(request, unscaled);
        foreach (RateLimitCharge charge in unscaled)
        {
            charges.Add(charge with { Policy = Scale(charge.Policy) });
        }
    }

    public RequestSafety GetSafety(HttpRequestMessage request) => inner.GetSafety(request);

    public void Read(HttpResponseMessage response, ICollection<RateLimitReading> readings)
    {
        List<RateLimitReading> unscaled = [];
        inner.Read(response, unscaled);
        foreach (RateLimitReading reading in unscaled)
        {
            readings.Add(reading with { Policy = Scale(reading.Policy) });
        }
    }

    public RateLimitRefusal? ReadRefusal(HttpResponseMessage response, DateTimeOffset now) =>
        inner.ReadRefusal(response, now) is { } refusal ? refusal with { Policy = refusal.Policy is { } policy ? Scale(policy) : null } : null;

    private RateLimitPolicy Scale(RateLimitPolicy policy) => _scaled.GetOrAdd(policy, static (policy, self) => policy with
    {
        Window = policy.Window / self.Clock,
        RefillPerSecond = policy.RefillPerSecond * self.Clock,
        IsLearned = self.Learns && !policy.IsReported,
    }, (Clock: clock, Learns: learns));
}
