namespace DevFlow.Core.Limits;

/// <summary>What a user wants otherwise than a policy has it.</summary>
internal sealed record RateLimitOverride
{
    /// <summary>The most to use of it, in its units; null for what the server tells or publishes.</summary>
    public double? Limit { get; init; }

    /// <summary>The share of it, in percent, that is left to others.</summary>
    public double ReservePercent { get; init; }

    /// <summary>Whether to look for more than is published; null for what the policy says.</summary>
    public bool? IsLearned { get; init; }
}
