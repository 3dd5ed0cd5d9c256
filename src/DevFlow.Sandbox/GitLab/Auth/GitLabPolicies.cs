using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.GitLab;

/// <summary>How long what GitLab's OAuth gives is good for.</summary>
internal static class GitLabPolicies
{
    /// <summary>The rules for applications: access tokens of two hours, refresh tokens without end that are replaced at each use.</summary>
    public static OAuthPolicy Create(SandboxClock clock) => new()
    {
        Kind = LoginKind.OAuth,
        AccessLife = clock.Scale(TimeSpan.FromHours(2)),
        CodeLife = clock.Scale(TimeSpan.FromMinutes(10)),
        DeviceLife = clock.Scale(TimeSpan.FromMinutes(5)),
        DeviceInterval = clock.Scale(TimeSpan.FromSeconds(5)),
        DeviceSlowDown = clock.Scale(TimeSpan.FromSeconds(5)),
    };
}
