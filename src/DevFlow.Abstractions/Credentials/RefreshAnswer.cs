namespace DevFlow;

/// <summary>A platform's answer to the request that renews a credential.</summary>
public sealed class RefreshAnswer : IDisposable
{
    /// <summary>A new secret.</summary>
    /// <param name="secret">The secret; the answer disposes it.</param>
    public RefreshAnswer(SecretBuffer secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        Outcome = RefreshOutcome.Renewed;
        Secret = secret;
    }

    /// <summary>No new secret.</summary>
    /// <param name="outcome">Any but <see cref="RefreshOutcome.Renewed"/>.</param>
    /// <param name="error">Why, in words for the user.</param>
    public RefreshAnswer(RefreshOutcome outcome, DevFlowException error)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(outcome, RefreshOutcome.Renewed);
        ArgumentNullException.ThrowIfNull(error);
        Outcome = outcome;
        Error = error;
    }

    /// <summary>What came of it.</summary>
    public RefreshOutcome Outcome { get; }

    /// <summary>The new secret; set where it was renewed.</summary>
    public SecretBuffer? Secret { get; }

    /// <summary>The next refresh token; null where the old one stays good, or where there is none.</summary>
    public SecretBuffer? RefreshToken { get; init; }

    /// <summary>When the new secret expires (UTC); null where the answer does not say.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the next refresh token expires (UTC); null where the answer does not say.</summary>
    public DateTimeOffset? RefreshExpiresAt { get; init; }

    /// <summary>The scopes granted; null where the answer does not say, and they stay what they were.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>Why it was not renewed; set where it was not.</summary>
    public DevFlowException? Error { get; }

    /// <summary>Wipes the secrets.</summary>
    public void Dispose()
    {
        Secret?.Dispose();
        RefreshToken?.Dispose();
    }
}
