using System.Globalization;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Scenario;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Makes the logins a scenario names: <c>tokens</c>, <c>oauth_apps</c>, <c>apps</c> and <c>saml</c>.</summary>
internal sealed class LoginScenario(SandboxContext context, GitHubState state, GitHubLogins logins)
{
    private const long DefaultDays = 30;

    private static readonly string[] DefaultScopes = ["admin:org_hook", "admin:repo_hook", "delete_repo", "repo", "user", "workflow"];

    private readonly CredentialList _credentials = new();
    private readonly List<(string Name, OAuthClient Client, string Secret)> _clients = [];

    /// <exception cref="DevFlowException">The scenario makes no sense; the message names the place.</exception>
    public CredentialList Read()
    {
        ScenarioNode root = new(context.Scenario);
        foreach (ScenarioNode login in root.List("saml"))
        {
            logins.SamlOrganizations.Add(FindAccount(login));
        }

        foreach (ScenarioNode node in root.List("oauth_apps"))
        {
            OAuthClient client = CreateClient(node, "Ov23li", GitHubPolicies.OAuthApp(context.Clock), node.Text("name"), node.Text("name"));
            logins.Register(client, state.User);
        }

        List<GitHubApp> apps = [.. root.List("apps").Select(AddApp)];
        List<ScenarioNode> tokens = [.. root.List("tokens")];
        if (tokens.Count == 0)
        {
            AddUserToken("user", LoginKind.Classic, state.User, new() { Scopes = Scopes.Normalize(DefaultScopes) }, DefaultDays);
        }

        tokens.ForEach(AddToken);
        foreach ((string name, OAuthClient client, string secret) in _clients)
        {
            _credentials.Add(name, "client-secret", secret, client.Id);
        }

        apps.ForEach(app => _credentials.AddLater(app.Slug, "app-key", AppKey.ExportPem, app.Id.ToString(CultureInfo.InvariantCulture)));
        return _credentials;
    }

    private void AddToken(ScenarioNode node)
    {
        string name = node.Text("name");
        Account user = node.Inner("login") is { } login ? FindAccount(login) : state.User;
        long days = node.Number("days") ?? DefaultDays;
        switch (node.Inner("kind")?.Word("classic", "fine-grained", "installation"))
        {
            case "fine-grained":
                AddUserToken(name, LoginKind.FineGrained, user, new() { Permissions = ReadPermissions(node), Repositories = FindRepositories(node), Sso = node.Texts("sso") }, days);
                break;
            case "installation":
                AddInstallationToken(name, node);
                break;
            default:
                IReadOnlyList<string> scopes = node.Inner("scopes") is null ? DefaultScopes : node.Texts("scopes");
                AddUserToken(name, LoginKind.Classic, user, new() { Scopes = Scopes.Normalize(scopes), Sso = node.Texts("sso") }, days);
                break;
        }
    }

    private void AddUserToken(string name, LoginKind kind, Account user, Rights rights, long days)
    {
        Grant grant = new(kind, user, logins.PoolOf(user))
        {
            Scopes = rights.Scopes,
            Permissions = rights.Permissions,
            Repositories = rights.Repositories,
            SsoOrganizations = rights.Sso,
        };
        TokenSpec<Grant> spec = new(kind.ToString(), grant, grant.Scopes)
        {
            Name = name,
            ExpiresAt = context.Clock.Now + context.Clock.Scale(TimeSpan.FromDays(days)),
        };
        string secret = logins.Forms.Create(kind);
        Add(name, kind == LoginKind.Classic ? "classic-token" : "fine-grained-token", user, logins.Tokens.Add(secret, spec), secret);
    }

    private void AddInstallationToken(string name, ScenarioNode node)
    {
        GitHubApp app = logins.Apps.FirstOrDefault(app => app.Slug == node.Text("app")) ?? throw node.Refuse("app", "there is no such app");
        Installation installation = app.Installations.Find(installation => installation.Account.Login == node.Text("account"))
            ?? throw node.Refuse("account", $"{app.Slug} is not installed there");
        (Token<Grant> token, string secret) = logins.IssueInstallationToken(
            installation, app.Permissions, null, state.Repositories.Count(installation.Covers), isStateless: false);
        Add(name, "installation-token", installation.Account, token, secret);
    }

    private GitHubApp AddApp(ScenarioNode node)
    {
        string slug = node.Text("slug");
        OAuthClient client = CreateClient(node, "Iv23li", GitHubPolicies.App(context.Clock), slug, node.OptionalText("name") ?? slug);
        long id = context.Chance.Next(100_000, 2_000_000);
        DateTimeOffset now = context.Clock.Now;
        GitHubApp app = new(id, slug, client.Name, node.Inner("owner") is { } owner ? FindAccount(owner) : state.User, client, now)
        {
            Bot = new(id + 40_000_000, slug + "[bot]", isOrganization: false, now),
            Permissions = ReadPermissions(node),
            Events = node.Texts("events"),
        };
        foreach (ScenarioNode place in node.List("installations"))
        {
            Account account = FindAccount(place.Inner("account") ?? throw place.Refuse("account", "it is missing"));
            app.Install(new(context.Chance.Next(10_000_000, 60_000_000), app, account, now) { Repositories = FindRepositories(place) });
        }

        logins.Register(app);
        return app;
    }

    private OAuthClient CreateClient(ScenarioNode node, string prefix, OAuthPolicy policy, string name, string title)
    {
        string secret = logins.Forms.ClientSecret();
        OAuthClient client = new(node.OptionalText("client_id") ?? prefix + context.Chance.Letters(14), title, policy)
        {
            Secret = secret,
            RedirectUris = node.Texts("redirect_uris"),
        };
        _clients.Add((name, client, secret));
        return client;
    }

    private void Add(string name, string kind, Account account, Token<Grant> token, string secret) => _credentials.Add(
        name,
        kind,
        secret,
        account.Login,
        token.Spec.Owner.Permissions is { } permissions
            ? [.. permissions.List().Select(permission => $"{permission.Key}:{permission.Value}")]
            : token.Spec.Scopes,
        token.Spec.ExpiresAt);

    private static Permissions ReadPermissions(ScenarioNode node) =>
        new(node.Map("permissions").Select(permission => KeyValuePair.Create(permission.Name, permission.Value.Word("read", "write", "admin"))));

    private HashSet<long>? FindRepositories(ScenarioNode node) => node.Inner("repositories") is null
        ? null
        : [.. node.List("repositories").Select(name => (state.Find(name.Text()) ?? throw name.Refuse($"there is no repository {name.Text()}")).Id)];

    private Account FindAccount(ScenarioNode login) => state.FindAccount(login.Text()) ?? throw login.Refuse($"there is no account \"{login.Text()}\"");

    /// <summary>What a token of a user may do.</summary>
    private sealed record Rights
    {
        public IReadOnlyList<string> Scopes { get; init; } = [];

        public Permissions? Permissions { get; init; }

        public IReadOnlySet<long>? Repositories { get; init; }

        public IReadOnlyList<string> Sso { get; init; } = [];
    }
}
