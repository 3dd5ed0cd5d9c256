using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.GitHub;

/// <summary>GitHub's rules for the two kinds of applications.</summary>
internal static class GitHubPolicies
{
    private static readonly TimeSpan DeviceLife = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan DeviceInterval = TimeSpan.FromSeconds(5);

    /// <summary>Tokens without an end and without refresh tokens.</summary>
    /// <remarks>https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps</remarks>
    public static OAuthPolicy OAuthApp(SandboxClock clock) => Create(nameof(LoginKind.OAuth), clock) with
    {
        HasRefreshTokens = false,
        ActiveAccessTokens = null,
    };

    /// <summary>Eight hours, and half a year to refresh; a refresh replaces both.</summary>
    /// <remarks>https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens</remarks>
    public static OAuthPolicy App(SandboxClock clock) => Create(nameof(LoginKind.AppUser), clock) with
    {
        AccessLife = clock.Scale(TimeSpan.FromSeconds(28_800)),
        RefreshLife = clock.Scale(TimeSpan.FromSeconds(15_897_600)),
    };

    private static OAuthPolicy Create(string kind, SandboxClock clock) => new()
    {
        Kind = kind,
        CodeLife = clock.Scale(TimeSpan.FromMinutes(10)),
        DeviceLife = clock.Scale(DeviceLife),
        DeviceInterval = clock.Scale(DeviceInterval),
        DeviceSlowDown = clock.Scale(DeviceInterval),
        IsRedirectOptional = true,
    };
}
