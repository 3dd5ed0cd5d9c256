namespace DevFlow.Sandbox.Auth;

/// <summary>What came of a request for tokens.</summary>
internal sealed record OAuthResult<TOwner>(OAuthOutcome Outcome)
    where TOwner : class
{
    /// <summary>Set where <see cref="Outcome"/> is <see cref="OAuthOutcome.Granted"/>.</summary>
    public TokenPair<TOwner>? Tokens { get; init; }

    /// <summary>The new interval of a device grant that was polled too early.</summary>
    public TimeSpan Interval { get; init; }
}
