using System.Net;
using DevFlow.Core.Logging;
using DevFlow.Core.Logins;
using DevFlow.GitHub;
using DevFlow.GitLab;
using DevFlow.Jira;
using DevFlow.Sandbox;
using DevFlow.Slack;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Logins;

/// <summary>A sandbox to log in to, and the client that does it.</summary>
internal sealed class LoginSandbox : IAsyncDisposable
{
    private LoginSandbox(SandboxServer server, FakeTimeProvider clock, string login)
    {
        Server = server;
        Clock = clock;
        Plugin = server.Platform switch
        {
            "github" => new GitHubPlugin(),
            "gitlab" => new GitLabPlugin(),
            "jira" => new JiraPlugin(),
            _ => new SlackPlugin(),
        };
        (ClientId, Secret, Uri redirect) = login switch
        {
            "github" => ("Iv23liDevFlowSandbox", Find("client-secret", "sandbox-app"), new Uri("http://127.0.0.1/callback")),
            "gitlab" => ("devflow-sandbox", "", new Uri("http://127.0.0.1/callback")),
            "slack" => (Server.Credentials.First(static one => one.Name == "desktop-user-refresh").UserName!, "", new Uri("http://127.0.0.1/slack/oauth_redirect")),
            _ => (Server.Credentials.First(static one => one.Kind == "oauth-client").UserName!, Find("oauth-client"), new Uri("http://127.0.0.1/callback")),
        };
        BaseUri = login == "jira" ? new Uri(server.BaseUri, $"/ex/jira/{server.Credentials.First(static one => one.Name == "oauth").UserName}/") : server.BaseUri;
        OAuthServer oauth = Plugin.GetOAuthServer(BaseUri)!;
        Request = new LoginRequest
        {
            BaseUri = BaseUri,
            Server = oauth,
            ClientId = ClientId,
            ClientSecret = SecretBuffer.FromChars(Secret),
            Scopes = login == "slack" ? ["channels:read", "users:read"] : oauth.Scopes,
            RedirectUri = redirect,
        };
    }

    public SandboxServer Server { get; }

    public FakeTimeProvider Clock { get; }

    public IPlatformPlugin Plugin { get; }

    public Uri BaseUri { get; }

    public string ClientId { get; }

    public string Secret { get; }

    public LoginRequest Request { get; }

    public OAuthExchange Exchange { get; } = new(new Redactor(), TimeProvider.System);

    /// <param name="login"><c>github</c>, <c>gitlab</c>, <c>jira</c> (Cloud, at the gateway), <c>jira-server</c> or <c>slack</c>.</param>
    /// <param name="now">What its clock shows; it stands still until it is moved.</param>
    public static async Task<LoginSandbox> StartAsync(string login, DateTimeOffset? now = null)
    {
        FakeTimeProvider clock = new(now ?? new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));
        SandboxOptions options = new() { Platform = login.Split('-')[0], Deployment = login == "jira-server" ? SandboxDeployment.DataCenter : SandboxDeployment.Cloud };
        return new LoginSandbox(await new SandboxHost().StartAsync(options, clock, TestContext.Current.CancellationToken), clock, login);
    }

    /// <summary>Does as a person at the platform.</summary>
    public async Task HappenAsync(string name) => await Server.InvokeAsync(name, default, TestContext.Current.CancellationToken);

    /// <summary>Whose the tokens are, as the platform says.</summary>
    public async Task<string> WhoAsync(LoginTokens tokens)
    {
        using SecretChars access = tokens.Secrets.Secret.ToChars();
        using AuthenticatedChain chain = new(Plugin, CredentialKind.OAuth, "", access.Chars.ToString());
        return (await Plugin.OpenApi(Plugin.GetApiUri(BaseUri), chain).GetIdentityAsync(TestContext.Current.CancellationToken)).Account;
    }

    public async ValueTask DisposeAsync()
    {
        Exchange.Dispose();
        Request.ClientSecret.Dispose();
        await Server.DisposeAsync();
    }

    private string Find(string kind, string? name = null) =>
        new NetworkCredential("", Server.Credentials.First(one => one.Kind == kind && (name is null || one.Name == name)).Secret).Password;
}
