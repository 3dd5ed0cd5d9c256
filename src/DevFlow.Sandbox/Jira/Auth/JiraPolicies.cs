using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.Jira;

/// <summary>How long what OAuth 2.0 gives is good for.</summary>
internal sealed class JiraPolicies(SandboxClock clock)
{
    /// <summary>An hour; the refresh token rotates, dies after 90 days without use and may be shown again for 10 minutes.</summary>
    public OAuthPolicy Cloud { get; } = new()
    {
        Kind = LoginKind.OAuth,
        AccessLife = clock.Scale(TimeSpan.FromHours(1)),
        RefreshLife = clock.Scale(TimeSpan.FromDays(90)),
        ReuseLeeway = clock.Scale(TimeSpan.FromMinutes(10)),
        ActiveAccessTokens = null,
        CodeLife = clock.Scale(TimeSpan.FromMinutes(5)),
    };

    /// <summary>Two hours; a refresh replaces both tokens.</summary>
    public OAuthPolicy Server { get; } = new()
    {
        Kind = LoginKind.OAuth,
        AccessLife = clock.Scale(TimeSpan.FromSeconds(7200)),
        RefreshLife = clock.Scale(TimeSpan.FromDays(90)),
        CodeLife = clock.Scale(TimeSpan.FromMinutes(10)),
        AllowsPlainChallenge = true,
    };
}
