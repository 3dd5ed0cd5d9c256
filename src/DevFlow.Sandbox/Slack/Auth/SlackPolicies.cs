using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.Slack;

/// <summary>How long what Slack's OAuth gives is good for.</summary>
internal static class SlackPolicies
{
    /// <summary>12 hours, https://docs.slack.dev/authentication/using-token-rotation.</summary>
    private static readonly TimeSpan RotatedLife = TimeSpan.FromHours(12);

    /// <summary>For public clients.</summary>
    private static readonly TimeSpan PublicRefreshLife = TimeSpan.FromDays(30);

    /// <summary>Slack publishes no number for the short grace of an old refresh token.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);

    /// <summary>The rules of an app.</summary>
    public static OAuthPolicy Create(SandboxClock clock, bool rotates, bool isPublic) => new()
    {
        Kind = LoginKind.Bot,
        AccessLife = rotates ? clock.Scale(RotatedLife) : null,
        HasRefreshTokens = rotates,
        RefreshLife = rotates && isPublic ? clock.Scale(PublicRefreshLife) : null,
        ReuseLeeway = clock.Scale(Grace),
        ActiveAccessTokens = rotates ? 2 : null,
        CodeLife = clock.Scale(CodeLife),
        IsRedirectOptional = true,
    };
}
