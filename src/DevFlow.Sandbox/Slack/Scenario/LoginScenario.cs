using DevFlow.Sandbox.Auth;

namespace DevFlow.Sandbox.Slack;

/// <summary>The logins a workspace begins with.</summary>
internal sealed class LoginScenario(Workspace workspace, TokenRegistry<SlackIdentity> tokens, OAuthServer<SlackIdentity> server, OAuthForms<SlackIdentity> forms, HookRoutes hooks)
{
    private static readonly string[] ReadOnly = ["channels:history", "channels:read", "users:read"];
    private static readonly string[] Connect = ["connections:write"];

    /// <summary>Issues everything an installation and an app's settings page give, for every app.</summary>
    public CredentialList Create()
    {
        CredentialList all = new();
        SlackUser person = workspace.Users.Find(static user => user.BotOf is null)
            ?? throw new DevFlowException(ErrorReason.InvalidArgument, "The scenario's Slack workspace has no people.", "Add a user to the scenario.");
        foreach (SlackApp app in workspace.Apps)
        {
            // The first app's credentials have plain names, so that scripts need not know what it is called.
            string prefix = all.Count == 0 ? "" : app.Name.ToLowerInvariant() + "-";
            AddTokens(all, prefix, app, person);
            all.Add(prefix + "signing-secret", "signing-secret", app.SigningSecret);
            if (app.ClientSecret is { } secret)
            {
                all.Add(prefix + "client", "client-secret", secret, app.Client.Id);
            }

            if (app.BotScopes.Contains("incoming-webhook", StringComparer.Ordinal) && FindHome(app) is { } channel)
            {
                all.Add(prefix + "incoming-webhook", "webhook-url", hooks.Create(app, channel));
            }
        }

        return all;
    }

    private Conversation? FindHome(SlackApp app) => workspace.Conversations.Find(channel => channel is { IsChannel: true, IsArchived: false } && channel.HasMember(app.BotUser));

    private void AddTokens(CredentialList all, string prefix, SlackApp app, SlackUser person)
    {
        if (app.Client.Policy.HasRefreshTokens)
        {
            if (app.BotScopes.Count > 0)
            {
                AddPair(all, prefix + "bot", server.Issue(app.Client, new(app, app.BotUser), app.BotScopes, LoginKind.Bot, app.BotTokens));
            }

            if (app.UserScopes.Count > 0)
            {
                AddPair(all, prefix + "user", server.Issue(app.Client, new(app, person), app.UserScopes, LoginKind.User));
            }

            return;
        }

        if (app.BotScopes.Count > 0)
        {
            AddToken(all, prefix + "bot", new(LoginKind.Bot, new(app, app.BotUser), app.BotScopes), app.BotTokens);
        }

        if (app.UserScopes.Count > 0)
        {
            AddToken(all, prefix + "user", new(LoginKind.User, new(app, person), app.UserScopes));
        }

        AddToken(all, prefix + "app", new(LoginKind.App, new(app, null), Connect));
        AddToken(all, prefix + "read-only", new(LoginKind.Bot, new(app, app.BotUser), ReadOnly));
    }

    private void AddToken(CredentialList all, string name, TokenSpec<SlackIdentity> spec, TokenFamily<SlackIdentity>? family = null)
    {
        string secret = forms.Token(spec);
        tokens.Add(secret, spec with { ClientId = spec.Owner.App.Client.Id }, family);
        all.Add(name, $"{spec.Kind}-token", secret, scopes: spec.Scopes);
    }

    private static void AddPair(CredentialList all, string name, TokenPair<SlackIdentity> pair)
    {
        TokenSpec<SlackIdentity> spec = pair.Access.Spec;
        all.Add(name, $"{spec.Kind}-token", pair.AccessSecret, scopes: spec.Scopes, expiresAt: spec.ExpiresAt);
        all.Add(name + "-refresh", "refresh-token", pair.RefreshSecret!, spec.ClientId, spec.Scopes, pair.Refresh!.Spec.ExpiresAt);
    }
}
