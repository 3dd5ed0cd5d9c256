namespace DevFlow;

/// <summary>What is right and wrong about the signature of a delivery.</summary>
public sealed record WebhookVerdict
{
    /// <summary>The id of the scheme.</summary>
    public required string Platform { get; init; }

    /// <summary>True where a listener would take the delivery.</summary>
    public bool IsValid => Match != WebhookSecretMatch.None;

    /// <summary>Which secret it is signed with.</summary>
    public required WebhookSecretMatch Match { get; init; }

    /// <summary>What was looked at, in order, up to the first thing that is wrong.</summary>
    public required IReadOnlyList<WebhookCheck> Checks { get; init; }

    /// <summary>What is wrong, in one line; null where nothing is.</summary>
    public string? Problem => IsValid ? null : Checks.LastOrDefault(static check => !check.Passed)?.What ?? "the signature";

    /// <summary>What to do about it; null where nothing is wrong.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>The topic of the event it becomes; null where it becomes none.</summary>
    public string? Topic { get; init; }
}
