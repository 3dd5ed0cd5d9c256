namespace DevFlow;

/// <summary>One thing DevFlow needs of the machine and the network, looked at.</summary>
public sealed record EnvironmentCheck
{
    /// <summary>What was looked at, such as <c>Store</c> or <c>Clock</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What came of it.</summary>
    public required EnvironmentCheckStatus Status { get; init; }

    /// <summary>What was found, as a full sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it; null where nothing need be done.</summary>
    public string? Fix { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Status}";
}
