using DevFlow.Sandbox.Auth;

namespace DevFlow.Sandbox.Slack;

/// <summary>How Slack's secrets look.</summary>
internal static class TokenForms
{
    public static OAuthForms<SlackIdentity> Create(SlackIds ids) => new(
        spec => CreateToken(spec, ids),
        () => $"{ids.Digits(12)}.{ids.Digits(12)}.{ids.Hex(64)}",
        static () => throw new NotSupportedException("Slack has no device flow."),
        static () => throw new NotSupportedException("Slack has no device flow."));

    private static string CreateToken(TokenSpec<SlackIdentity> spec, SlackIds ids)
    {
        if (spec.IsRefresh)
        {
            return $"xoxe-1-{ids.Secret(146)}";
        }

        bool rotates = spec.ExpiresAt is not null;
        return spec.Kind switch
        {
            LoginKind.Bot when rotates => $"xoxe.xoxb-1-{ids.Secret(166)}",
            LoginKind.User when rotates => $"xoxe.xoxp-1-{ids.Secret(166)}",
            LoginKind.Bot => $"xoxb-{ids.Digits(12)}-{ids.Digits(13)}-{ids.Secret(24)}",
            LoginKind.User => $"xoxp-{ids.Digits(12)}-{ids.Digits(12)}-{ids.Digits(13)}-{ids.Hex(32)}",
            _ => $"xapp-1-{spec.Owner.App.Id}-{ids.Digits(13)}-{ids.Hex(64)}",
        };
    }
}
