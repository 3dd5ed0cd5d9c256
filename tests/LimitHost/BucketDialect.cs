using System.Net;

namespace DevFlow.LimitHost;

/// <summary>A platform that has one token bucket and never tells of it.</summary>
internal sealed class BucketDialect(double capacity, double refill) : IRateLimitDialect
{
    public IReadOnlyList<RateLimitPolicy> Policies { get; } =
        [new() { Name = "bucket", Kind = RateLimitKind.TokenBucket, Limit = capacity, RefillPerSecond = refill }];

    public void Charge(HttpRequestMessage request, ICollection<RateLimitCharge> charges) => charges.Add(new(Policies[0]));

    public void Read(HttpResponseMessage response, ICollection<RateLimitReading> readings)
    {
    }

    public RateLimitRefusal? ReadRefusal(HttpResponseMessage response, DateTimeOffset now) =>
        response.StatusCode == HttpStatusCode.TooManyRequests ? new(now.AddSeconds(1), "burst") { Policy = Policies[0] } : null;
}
