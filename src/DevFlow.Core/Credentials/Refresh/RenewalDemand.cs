namespace DevFlow.Core.Credentials;

/// <summary>What a caller wants of a credential's secret.</summary>
/// <param name="Refused">The secret the caller has and cannot use; null: whatever is stored, renewed where that is due.</param>
/// <param name="Rotate">True where a token may be replaced for good; a refusal alone never does that.</param>
/// <param name="ExpiresAt">When the rotated token shall end; null leaves it to the platform.</param>
internal sealed record RenewalDemand(CurrentSecret? Refused = null, bool Rotate = false, DateTimeOffset? ExpiresAt = null)
{
    /// <summary>The stored secret, renewed where that is due.</summary>
    public static RenewalDemand Current { get; } = new();

    /// <summary>True where a credential must be looked at under its lock.</summary>
    public bool Wants(Credential credential, RefreshPlan? plan, DateTimeOffset now) => plan?.Action switch
    {
        RefreshAction.Refresh => Refused is not null || credential.RefreshAt <= now,
        RefreshAction.Rotate => Rotate,
        _ => false,
    };
}
