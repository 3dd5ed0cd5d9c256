using DevFlow.Sandbox.Auth;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What a credential stands for: who acts, what is allowed, and whose limits count.</summary>
internal sealed class Grant(LoginKind kind, Account account, LimitPool pool)
{
    public LoginKind Kind { get; } = kind;

    /// <summary>Who acts: a user, or the bot of an App.</summary>
    public Account Account { get; } = account;

    /// <summary>The limits it shares with every other credential of the same user or installation.</summary>
    public LimitPool Pool { get; } = pool;

    /// <summary>Of classic and OAuth tokens.</summary>
    public IReadOnlyList<string> Scopes
    {
        get;
        init
        {
            field = value;
            ScopesText = string.Join(", ", value);
        }
    } = [];

    /// <summary>The value of X-OAuth-Scopes.</summary>
    public string ScopesText { get; private init; } = "";

    /// <summary>Of all other tokens; null for classic and OAuth ones.</summary>
    public Permissions? Permissions { get; init; }

    /// <summary>The ids of the repositories it is confined to; null: all that the account may see.</summary>
    public IReadOnlySet<long>? Repositories { get; init; }

    /// <summary>The App that acts, by itself or for a user.</summary>
    public GitHubApp? App { get; init; }

    public Installation? Installation { get; init; }

    /// <summary>The application it was given to, or that itself asks.</summary>
    public OAuthClient? Client { get; init; }

    /// <summary>Organisations with SAML that the token was authorised for.</summary>
    public IReadOnlyList<string> SsoOrganizations { get; init; } = [];

    /// <summary>It came by the device flow, so refreshing it needs no client secret.</summary>
    public bool IsFromDevice { get; init; }

    public bool HasScopes => Kind is LoginKind.Classic or LoginKind.OAuth;

    public Callers Caller => Kind switch
    {
        LoginKind.Installation => Callers.Installation,
        LoginKind.App => Callers.App,
        LoginKind.Client => Callers.Client,
        _ => Callers.User,
    };

    /// <summary>Who is refused, in GitHub's words: <c>Resource not accessible by ...</c></summary>
    public string KindText => Kind switch
    {
        LoginKind.Classic or LoginKind.FineGrained => "personal access token",
        _ => "integration",
    };
}
