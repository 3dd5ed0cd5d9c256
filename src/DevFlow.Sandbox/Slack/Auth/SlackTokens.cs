using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.Slack;

/// <summary>Slack's tokens: their kinds and forms, and how a request shows one.</summary>
internal static class SlackTokens
{
    public const string Bot = "bot";
    public const string User = "user";
    public const string App = "app";

    /// <summary>12 hours, https://docs.slack.dev/authentication/using-token-rotation.</summary>
    private static readonly TimeSpan RotatedLife = TimeSpan.FromHours(12);

    /// <summary>For public clients.</summary>
    private static readonly TimeSpan PublicRefreshLife = TimeSpan.FromDays(30);

    /// <summary>Slack publishes no number for the short grace of an old refresh token.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);

    /// <summary>The rules of an app.</summary>
    public static OAuthPolicy CreatePolicy(SandboxClock clock, bool rotates, bool isPublic) => new()
    {
        Kind = Bot,
        AccessLife = rotates ? clock.Scale(RotatedLife) : null,
        HasRefreshTokens = rotates,
        RefreshLife = rotates && isPublic ? clock.Scale(PublicRefreshLife) : null,
        ReuseLeeway = clock.Scale(Grace),
        ActiveAccessTokens = rotates ? 2 : null,
        CodeLife = clock.Scale(CodeLife),
        IsRedirectOptional = true,
    };

    public static OAuthForms<SlackIdentity> CreateForms(SlackIds ids) => new(
        spec => CreateText(spec, ids),
        () => $"{ids.Digits(12)}.{ids.Digits(12)}.{ids.Hex(64)}",
        static () => throw new NotSupportedException("Slack has no device flow."),
        static () => throw new NotSupportedException("Slack has no device flow."));

    public static TokenKinds KindOf(Token<SlackIdentity> token) => token.Spec.Kind switch
    {
        Bot => TokenKinds.Bot,
        User => TokenKinds.User,
        _ => TokenKinds.App,
    };

    private static string CreateText(TokenSpec<SlackIdentity> spec, SlackIds ids)
    {
        if (spec.IsRefresh)
        {
            return $"xoxe-1-{ids.Secret(146)}";
        }

        bool rotates = spec.ExpiresAt is not null;
        return spec.Kind switch
        {
            Bot when rotates => $"xoxe.xoxb-1-{ids.Secret(166)}",
            User when rotates => $"xoxe.xoxp-1-{ids.Secret(166)}",
            Bot => $"xoxb-{ids.Digits(12)}-{ids.Digits(13)}-{ids.Secret(24)}",
            User => $"xoxp-{ids.Digits(12)}-{ids.Digits(12)}-{ids.Digits(13)}-{ids.Hex(32)}",
            _ => $"xapp-1-{spec.Owner.App.Id}-{ids.Digits(13)}-{ids.Hex(64)}",
        };
    }
}
