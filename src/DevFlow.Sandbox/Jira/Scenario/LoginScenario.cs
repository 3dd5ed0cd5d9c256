using DevFlow.Sandbox.Auth;

namespace DevFlow.Sandbox.Jira;

/// <summary>Makes the logins of a scenario: one OAuth client, and tokens of each kind.</summary>
internal sealed class LoginScenario
{
    private readonly JiraLogins _logins;
    private readonly bool _isCloud;
    private readonly string _clientSecret;
    private readonly OAuthClient _client;

    public LoginScenario(JiraLogins logins, bool isCloud, IReadOnlyList<string> redirectUris)
    {
        _logins = logins;
        _isCloud = isCloud;
        _clientSecret = logins.Forms.ClientSecret();
        _client = new(logins.Forms.ClientId(), "DevFlow", isCloud ? logins.Policies.Cloud : logins.Policies.Server)
        {
            Secret = _clientSecret,
            RedirectUris = redirectUris,
            Scopes = isCloud ? JiraScopes.Cloud : JiraScopes.Server,
        };
        logins.Register(_client, _clientSecret);
    }

    /// <param name="name">Its name in the scenario.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="user">Whose it is.</param>
    /// <param name="days">How many days it lives; null: as long as the kind does.</param>
    /// <param name="scopes">What it may do; null: everything.</param>
    /// <param name="now">When it is made.</param>
    public void Offer(string name, string kind, JiraUser user, long? days, IReadOnlyList<string>? scopes, DateTimeOffset now)
    {
        IReadOnlyList<string> granted = scopes ?? _client.Scopes;
        DateTimeOffset? end = days is { } life ? now + _logins.Scale(TimeSpan.FromDays(life)) : null;
        switch (kind)
        {
            case LoginKind.Client:
                _logins.Credentials.Add(name, kind, _clientSecret, _client.Id, granted);
                break;
            case LoginKind.OAuth or LoginKind.App:
                TokenPair<JiraUser> pair = _logins.OAuth.Issue(_client, user, granted, kind);
                _logins.Credentials.Add(name, kind, pair.AccessSecret, _isCloud ? _logins.CloudId : null, granted, pair.Access.Spec.ExpiresAt);
                if (pair.RefreshSecret is { } refresh && kind == LoginKind.OAuth)
                {
                    _logins.Credentials.Add($"{name}-refresh", LoginKind.Refresh, refresh, _client.Id, granted, pair.Refresh!.Spec.ExpiresAt);
                }

                break;
            default:
                bool isScoped = kind == LoginKind.ScopedApiToken;
                (_, string secret) = _logins.Issue(new(kind, user, isScoped ? granted : []) { Name = name, ExpiresAt = end });
                string? userName = _isCloud ? user.Email : kind == LoginKind.Password ? user.Name : null;
                _logins.Credentials.Add(name, kind, secret, userName, isScoped ? granted : [], end);
                break;
        }
    }
}
