namespace DevFlow.Platforms;

/// <summary>What the rate-limit fields of one answer tell of one quota.</summary>
internal sealed record RateLimitQuota
{
    /// <summary>The server's name for it; <c>default</c> where the form of the fields has no names.</summary>
    public required string Name { get; init; }

    /// <summary>Which of its buckets (<c>pk</c>), as the server encodes it; null where there is only one.</summary>
    public string? Partition { get; init; }

    /// <summary>Units it grants (<c>q</c>).</summary>
    public long? Limit { get; init; }

    /// <summary>Units left (<c>r</c>).</summary>
    public long? Remaining { get; init; }

    /// <summary>The length of its window (<c>w</c>).</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>In how long the units are back (<c>t</c>).</summary>
    public TimeSpan? ResetsIn { get; init; }

    /// <summary>When they are, where the server told the moment instead (UTC).</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>What it counts (<c>qu</c>).</summary>
    public string Unit { get; init; } = "requests";
}
