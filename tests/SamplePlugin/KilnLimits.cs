using System.Globalization;
using System.Net;
using DevFlow;

namespace Kiln;

/// <summary>Kiln has one window of a minute, tells of it in every answer, and refuses with 429 and Retry-After.</summary>
internal sealed class KilnLimits : IRateLimitDialect
{
    private static readonly RateLimitPolicy Requests = new() { Name = "requests", Kind = RateLimitKind.FixedWindow, Limit = 60, Window = TimeSpan.FromMinutes(1), IsReported = true };

    public IReadOnlyList<RateLimitPolicy> Policies { get; } = [Requests];

    public void Charge(HttpRequestMessage request, ICollection<RateLimitCharge> charges)
    {
        ArgumentNullException.ThrowIfNull(charges);
        charges.Add(new RateLimitCharge(Requests));
    }

    public void Read(HttpResponseMessage response, ICollection<RateLimitReading> readings)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(readings);
        if (Number(response, "Kiln-Limit") is { } limit && Number(response, "Kiln-Remaining") is { } remaining && Number(response, "Kiln-Reset") is { } reset)
        {
            readings.Add(new RateLimitReading(Requests, Partition: null, limit, remaining, DateTimeOffset.FromUnixTimeSeconds(reset)));
        }
    }

    public RateLimitRefusal? ReadRefusal(HttpResponseMessage response, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.StatusCode != HttpStatusCode.TooManyRequests
            ? null
            : response.Headers.RetryAfter?.Delta is { } delay
                ? new RateLimitRefusal(now + delay, "requests") { Policy = Requests, IsHinted = true }
                : new RateLimitRefusal(now + Requests.Window, "requests") { Policy = Requests };
    }

    private static long? Number(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out IEnumerable<string>? values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        && number <= int.MaxValue
            ? number
            : null;
}
