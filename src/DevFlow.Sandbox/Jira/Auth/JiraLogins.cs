using System.Collections.Concurrent;
using System.Text;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.Jira;

/// <summary>The logins of a site, and what a request's login is worth.</summary>
internal sealed class JiraLogins
{
    /// <summary>After so many wrong passwords Data Center asks for a CAPTCHA, which no program can solve.</summary>
    private const int MaxFailures = 3;

    private const string Bearer = "Bearer ";

    private readonly SandboxClock _clock;
    private readonly bool _isCloud;
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, byte[]> _clientSecrets = new(StringComparer.Ordinal);

    public JiraLogins(SandboxContext context)
    {
        _clock = context.Clock;
        _isCloud = context.Options.Deployment == SandboxDeployment.Cloud;
        Forms = new(context.Chance);
        Policies = new(_clock);
        Tokens = new(_clock.Time);
        OAuth = new(Tokens, new(spec => Forms.OAuthToken(spec, _isCloud), Forms.Code, Forms.Code, Forms.Code), _clock.Time);
        CloudId = context.Chance.Uuid().ToString();
    }

    public TokenForms Forms { get; }

    public JiraPolicies Policies { get; }

    public TokenRegistry<JiraUser> Tokens { get; }

    public OAuthServer<JiraUser> OAuth { get; }

    /// <summary>What the gateway knows the site by.</summary>
    public string CloudId { get; }

    /// <summary>What the user of the sandbox is shown.</summary>
    public CredentialList Credentials { get; } = new();

    /// <summary>What is left of a time span on the sandbox's clock.</summary>
    public TimeSpan Scale(TimeSpan span) => _clock.Scale(span);

    /// <summary>Registers a client; its secret signs the deliveries of its webhooks.</summary>
    public void Register(OAuthClient client, string secret)
    {
        OAuth.Register(client);
        _clientSecrets[client.Id] = Encoding.UTF8.GetBytes(secret);
    }

    public ReadOnlyMemory<byte> SigningKey(string clientId) => _clientSecrets[clientId];

    /// <summary>Makes a token of a kind made by hand.</summary>
    /// <returns>The token and the only copy of its text.</returns>
    public (Token<JiraUser> Token, string Secret) Issue(TokenSpec<JiraUser> spec)
    {
        string secret = spec.Kind is LoginKind.PersonalToken or LoginKind.Password ? Forms.PersonalToken() : Forms.ApiToken();
        return (Tokens.Add(secret, spec), secret);
    }

    /// <summary>Finds out who asks.</summary>
    /// <param name="authorization">The request's header.</param>
    /// <param name="isGateway">Whether it came by the gateway.</param>
    /// <param name="caller">Who asks, where the result is <see cref="LoginResult.Accepted"/>.</param>
    public LoginResult Check(string? authorization, bool isGateway, out Caller? caller)
    {
        caller = null;
        if (string.IsNullOrEmpty(authorization))
        {
            return LoginResult.Missing;
        }

        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return CheckBearer(authorization.AsSpan(Bearer.Length).Trim(), isGateway, out caller);
        }

        return BasicLogin.Read(authorization) is { } basic
            ? CheckBasic(basic.Name, basic.Secret, isGateway, out caller)
            : LoginResult.Refused;
    }

    private LoginResult CheckBearer(ReadOnlySpan<char> secret, bool isGateway, out Caller? caller)
    {
        caller = Find(secret);
        if (!_isCloud)
        {
            return Accept(caller?.Kind is LoginKind.PersonalToken or LoginKind.OAuth, ref caller);
        }

        // At the site itself a bearer token is taken for a Connect app's.
        bool isGood = caller?.Kind == LoginKind.App || (isGateway && caller?.Kind is LoginKind.OAuth or LoginKind.ScopedApiToken);
        LoginResult result = Accept(isGood, ref caller);
        return result == LoginResult.Accepted || isGateway ? result : LoginResult.NotConnect;
    }

    private LoginResult CheckBasic(string name, string secret, bool isGateway, out Caller? caller)
    {
        caller = Find(secret);
        if (_isCloud)
        {
            bool isHis = caller?.User.Email.Equals(name, StringComparison.OrdinalIgnoreCase) == true;
            return Accept(isHis && (caller!.Kind == LoginKind.ApiToken || (isGateway && caller.Kind == LoginKind.ScopedApiToken)), ref caller);
        }

        if (_failures.GetValueOrDefault(name) >= MaxFailures)
        {
            caller = null;
            return LoginResult.Captcha;
        }

        LoginResult result = Accept(caller?.Kind == LoginKind.Password && caller.User.Name.Equals(name, StringComparison.OrdinalIgnoreCase), ref caller);
        if (result == LoginResult.Accepted)
        {
            _failures.TryRemove(name, out _);
        }
        else if (_failures.Count < 10_000)
        {
            _failures.AddOrUpdate(name, 1, static (_, count) => count + 1);
        }

        return result;
    }

    private static LoginResult Accept(bool isGood, ref Caller? caller)
    {
        caller = isGood && caller!.User.IsActive ? caller : null;
        return caller is null ? LoginResult.Refused : LoginResult.Accepted;
    }

    private Caller? Find(ReadOnlySpan<char> secret)
    {
        if (Tokens.Find(secret, out Token<JiraUser>? token) != TokenStatus.Active || token!.Spec.IsRefresh)
        {
            return null;
        }

        token.Touch(_clock.Now);
        bool hasScopes = token.Spec.Kind is LoginKind.OAuth or LoginKind.App or LoginKind.ScopedApiToken;
        return new(token.Spec.Owner, token.Spec.Kind, hasScopes ? JiraScopes.Expand(token.Spec.Scopes) : null, token.Spec.ClientId);
    }
}
