using System.Net;
using DevFlow;

namespace Acme;

/// <summary>The platform's limits: here one of sixty requests a minute that answers do not tell of.</summary>
internal sealed class AcmeLimits : IRateLimitDialect
{
    private static readonly RateLimitPolicy Requests = new() { Name = "requests", Kind = RateLimitKind.RollingWindow, Limit = 60, Window = TimeSpan.FromMinutes(1) };

    public IReadOnlyList<RateLimitPolicy> Policies { get; } = [Requests];

    public void Charge(HttpRequestMessage request, ICollection<RateLimitCharge> charges) => charges.Add(new RateLimitCharge(Requests));

    public void Read(HttpResponseMessage response, ICollection<RateLimitReading> readings)
    {
    }

    public RateLimitRefusal? ReadRefusal(HttpResponseMessage response, DateTimeOffset now) =>
        response.StatusCode == HttpStatusCode.TooManyRequests
            ? new RateLimitRefusal(now + (response.Headers.RetryAfter?.Delta ?? Requests.Window), "requests") { Policy = Requests, IsHinted = response.Headers.RetryAfter is not null }
            : null;
}
