using DevFlow.Sandbox.Auth;

namespace DevFlow.Sandbox.Slack;

/// <summary>The kinds of tokens.</summary>
internal static class LoginKind
{
    public const string Bot = "bot";
    public const string User = "user";
    public const string App = "app";

    public static Callers Of(Token<SlackIdentity> token) => token.Spec.Kind switch
    {
        Bot => Callers.Bot,
        User => Callers.User,
        _ => Callers.App,
    };
}
