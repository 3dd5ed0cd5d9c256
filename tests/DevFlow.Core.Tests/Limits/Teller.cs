using DevFlow.Core.Limits;

namespace DevFlow.Core.Tests.Limits;

/// <summary>A dialect that finds in every answer what it is told to.</summary>
internal sealed class Teller : IRateLimitDialect
{
    public RateLimitReading? Reading { get; init; }

    public RateLimitRefusal? Refusal { get; init; }

    public IReadOnlyList<RateLimitPolicy> Policies => [];

    public void Charge(HttpRequestMessage request, ICollection<RateLimitCharge> charges)
    {
    }

    public void Read(HttpResponseMessage response, ICollection<RateLimitReading> readings)
    {
        if (Reading is { } reading)
        {
            readings.Add(reading);
        }
    }

    public RateLimitRefusal? ReadRefusal(HttpResponseMessage response, DateTimeOffset now) => Refusal;
}
