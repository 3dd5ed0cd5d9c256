namespace DevFlow.Platforms.Tests.Limits;

/// <summary>What the callers of a process do; see tests/LimitHost/HostOptions.cs.</summary>
internal sealed record CallerOptions
{
    public required int Callers { get; init; }

    public required double Seconds { get; init; }

    public required string[] Paths { get; init; }

    public string Method { get; init; } = "GET";

    public string Body { get; init; } = """{"title":"A bug","body":"It fails."}""";

    public double Skew { get; init; }

    public double Rate { get; init; } = 1;

    public bool Learns { get; init; }

    /// <summary>Whose dialect to speak; null for the platform's.</summary>
    public string? Dialect { get; init; }

    public double Capacity { get; init; }

    public double Refill { get; init; }
}
