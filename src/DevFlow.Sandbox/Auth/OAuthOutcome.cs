namespace DevFlow.Sandbox.Auth;

/// <summary>How an OAuth request ended; each platform has its own words for these.</summary>
internal enum OAuthOutcome
{
    Granted = 0,

    ClientUnknown,
    ClientSecretWrong,
    ScopeRefused,

    /// <summary>The device flow is not open to the client.</summary>
    DeviceFlowDisabled,
    AuthorizationPending,

    /// <summary>Asked too early; the interval has grown.</summary>
    SlowDown,
    DeviceCodeUnknown,
    DeviceCodeExpired,

    /// <summary>The person said no.</summary>
    AccessDenied,

    RedirectRefused,

    /// <summary>A public client asked for a code without a challenge.</summary>
    ChallengeMissing,

    /// <summary>The challenge's method is unknown or <c>plain</c>, or the challenge has the wrong form.</summary>
    ChallengeRefused,

    /// <summary>Never issued, expired, or issued to another client.</summary>
    CodeUnknown,

    /// <summary>Redeemed before; the tokens it gave are revoked.</summary>
    CodeReused,
    RedirectMismatch,
    VerifierWrong,

    /// <summary>Never issued, revoked, or issued to another client.</summary>
    RefreshTokenUnknown,
    RefreshTokenExpired,

    /// <summary>Rotated before; its whole family is revoked.</summary>
    RefreshTokenReused,
}
