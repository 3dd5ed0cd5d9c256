namespace DevFlow.Sandbox.Auth;

/// <summary>The rules one platform has for one kind of OAuth client. Durations are those of the sandbox's own clock.</summary>
internal sealed record OAuthPolicy
{
    /// <summary>The kind of the tokens: decides their form.</summary>
    public required string Kind { get; init; }

    /// <summary>Null: access tokens have no end.</summary>
    public TimeSpan? AccessLife { get; init; }

    public bool HasRefreshTokens { get; init; } = true;

    /// <summary>Counted from each rotation; null: refresh tokens have no end.</summary>
    public TimeSpan? RefreshLife { get; init; }

    /// <summary>How long a rotated refresh token is still good (Jira 10 minutes, Slack a short grace).</summary>
    public TimeSpan ReuseLeeway { get; init; }

    /// <summary>Access tokens of one consent that may be active at once; null: each lives to its end.</summary>
    public int? ActiveAccessTokens { get; init; } = 1;

    public TimeSpan CodeLife { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Null: the client may not use the device flow.</summary>
    public TimeSpan? DeviceLife { get; init; }

    public TimeSpan DeviceInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What each <c>slow_down</c> adds to the interval: 5 s in RFC 8628, section 3.5.</summary>
    public TimeSpan DeviceSlowDown { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Accepts the challenge method <c>plain</c> beside S256 (RFC 7636).</summary>
    public bool AllowsPlainChallenge { get; init; }

    /// <summary>A code may be redeemed without naming the redirect_uri again.</summary>
    public bool IsRedirectOptional { get; init; }
}
