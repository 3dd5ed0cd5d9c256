using System.Net;
using System.Text;
using System.Text.Json;
using DevFlow.Core;
using DevFlow.Core.Credentials;
using DevFlow.Core.Logging;
using DevFlow.GitHub;
using DevFlow.GitLab;
using DevFlow.Jira;
using DevFlow.Platforms.Tests.Sandbox.GitHub;
using DevFlow.RefreshHost;
using DevFlow.Sandbox;
using DevFlow.Slack;
using DevFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Platforms.Tests.Refresh;

/// <summary>A sandbox whose clock can be put forward, and a login to it in a store of its own.</summary>
internal sealed class StoredLogin : IAsyncDisposable
{
    public const string Name = "work";

    private readonly TempFolder _folder = new();
    private readonly List<IDisposable> _parts = [];

    private StoredLogin(SandboxServer server, ShiftedTime time, IPlatformPlugin plugin)
    {
        Server = server;
        Time = time;
        Plugin = plugin;
        Store = OpenStore();
    }

    public SandboxServer Server { get; }

    public ShiftedTime Time { get; }

    public IPlatformPlugin Plugin { get; }

    /// <summary>Where the login is good: Jira Cloud takes OAuth's tokens at its gateway only.</summary>
    public Uri ApiUri => Plugin.GetApiUri(IsJiraCloud ? new Uri(Server.BaseUri, $"/ex/jira/{Find("oauth").UserName}/") : Server.BaseUri);

    public CredentialStore Store { get; }

    public Credential Stored => Store.Find(Name)!;

    /// <summary>The requests for new secrets that came in, in order.</summary>
    public SandboxRequest[] Exchanges => [.. Server.Ledger.Where(static request => request.Method == "POST")];

    private bool IsJiraCloud => Server is { Platform: "jira", Deployment: SandboxDeployment.Cloud };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Signs in and stores what came of it.</summary>
    /// <param name="login">
    /// <c>gitlab</c>, <c>github</c>, <c>jira</c>, <c>jira-server</c> or <c>slack</c> for an OAuth set, <c>gitlab-token</c>,
    /// <c>gitlab-project</c>, <c>gitlab-group</c>, <c>github-app</c>.
    /// </param>
    /// <param name="faults">What goes wrong from then on.</param>
    public static async Task<StoredLogin> StartAsync(string login, params SandboxFault[] faults)
    {
        ShiftedTime time = new();
        SandboxServer server = await new SandboxHost().StartAsync(Options(login), time, Token);
        StoredLogin started = new(server, time, NewPlugin(server.Platform));
        await (login switch
        {
            "gitlab" => started.SaveOAuthAsync("oauth"),
            "jira" => started.SaveOAuthAsync("oauth", started.Secret("client"), (CredentialAttributes.TokenPath, "/oauth/token")),
            "jira-server" => started.SaveOAuthAsync("oauth", started.Secret("client")),
            "slack" => started.SaveOAuthAsync("rotator-bot", started.Secret("rotator-client")),
            "gitlab-token" => started.SaveAsync(CredentialKind.Token, new TokenSet(Bytes(started.Secret("rotator")))),
            "gitlab-project" => started.SaveAsync(
                CredentialKind.Token, new TokenSet(Bytes(started.Secret("project"))), (CredentialAttributes.Project, started.Server.Project!)),
            "gitlab-group" => started.SaveAsync(
                CredentialKind.Token, new TokenSet(Bytes(started.Secret("group"))), (CredentialAttributes.Group, started.Server.Project!.Split('/')[0])),
            "github" => started.SaveDeviceLoginAsync(),
            _ => started.SaveAsync(
                CredentialKind.AppKey,
                new TokenSet(Bytes(AppLogin.Read(new AppLogin(server).Find("app-key")))),
                (CredentialAttributes.AppId, new AppLogin(server).AppId),
                (CredentialAttributes.InstallationId, await started.FindInstallationAsync())),
        });
        server.Faults = faults;
        return started;
    }

    /// <summary>As another process would have it: nothing held, nothing open.</summary>
    public SecretKeeper OpenKeeper()
    {
        Redactor redactor = new();
        RefreshExchange exchange = Keep(new RefreshExchange(redactor, Time));
        return Keep(new SecretKeeper(OpenStore(), _ => Plugin.Refresher, exchange, redactor, new Random(1), Time, NullLogger<SecretKeeper>.Instance));
    }

    // Its own build, not the copy beside the tests: code that measures coverage writes files of its own at the end.
    private static string HostAssembly { get; } = BuiltProject.Assembly("tests", "RefreshHost");

    /// <summary>A process that uses the login with some threads; see tests/RefreshHost.</summary>
    public ProcessOptions Host(int threads) => new("dotnet", [HostAssembly, Name, threads.ToString(System.Globalization.CultureInfo.InvariantCulture)])
    {
        StandardInput = null,
        TimeLimit = TimeSpan.FromMinutes(9),
        Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DEVFLOW_HOME"] = _folder.File("home"), [KeySource.FileVariable] = _folder.File("key") },
    };

    /// <summary>What a platform says to the secret that is stored now.</summary>
    public async Task<HttpStatusCode> AskAsync(string? path = null)
    {
        using SecretChars secret = (await OpenKeeper().GetAsync(Name, Token)).ToChars();
        return await AskAsync(secret.Chars.ToString(), path);
    }

    public async Task<HttpStatusCode> AskAsync(string secret, string? path)
    {
        path ??= Server.Platform switch
        {
            "jira" => "rest/api/2/myself",
            "slack" => "auth.test",
            _ => "user",
        };
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(ApiUri, path));
        Plugin.Authentication.Apply(request, Stored.Kind, "", secret);
        using HttpResponseMessage response = await client.SendAsync(request, Token);

        // Slack refuses with 200.
        bool isRefused = Server.Platform == "slack" && !JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("ok").GetBoolean();
        return isRefused ? HttpStatusCode.Unauthorized : response.StatusCode;
    }

    public (string Secret, string RefreshToken) Reveal()
    {
        using SecretBuffer stored = Store.OpenSecret(Name, AuditNote.None);
        using TokenSet set = TokenSet.Open(Stored.Kind, stored);
        return (Encoding.UTF8.GetString(set.Secret.Bytes), Encoding.UTF8.GetString(set.RefreshToken.Bytes));
    }

    /// <summary>Stores the login as it is, without telling when it ends.</summary>
    public async Task ForgetEndAsync()
    {
        using SecretBuffer stored = Store.OpenSecret(Name, AuditNote.None);
        await Store.SaveAsync(Stored with { ExpiresAt = null, RefreshAt = null }, stored.Memory, AuditNote.None, Token);
    }

    /// <summary>Stores the login as it is, with another refresh token.</summary>
    public async Task ReplaceRefreshTokenAsync(string refreshToken)
    {
        using SecretBuffer stored = Store.OpenSecret(Name, AuditNote.None);
        using TokenSet set = TokenSet.Open(Stored.Kind, stored);
        using TokenSet next = new(new SecretBuffer(set.Secret.Bytes), Bytes(refreshToken), new SecretBuffer(set.ClientSecret.Bytes));
        using SecretBuffer packed = next.Pack(Stored.Kind);
        await Store.SaveAsync(Stored, packed.Memory, AuditNote.None, Token);
    }

    public async ValueTask DisposeAsync()
    {
        _parts.Reverse();
        _parts.ForEach(static part => part.Dispose());
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private static SandboxOptions Options(string login) => new()
    {
        Platform = login.Split('-')[0],
        Deployment = login == "jira-server" ? SandboxDeployment.DataCenter : SandboxDeployment.Cloud,
    };

    private static IPlatformPlugin NewPlugin(string platform) => platform switch
    {
        "github" => new GitHubPlugin(),
        "gitlab" => new GitLabPlugin(),
        "jira" => new JiraPlugin(),
        _ => new SlackPlugin(),
    };

    private static SecretBuffer Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private CredentialStore OpenStore()
    {
        StoreFolder folder = new(HomeFolder.Open(_folder.File("home")), Time);
        KeySource key = new(name => name == KeySource.FileVariable ? _folder.File("key") : null);
        return Keep(new CredentialStore(folder, new StoreUnlocker(folder, new KeyHolders(key), Time), Time, NullLogger<CredentialStore>.Instance));
    }

    private SandboxCredential Find(string name) => Server.Credentials.First(credential => credential.Name == name);

    private string Secret(string name) => new NetworkCredential("", Find(name).Secret).Password;

    private async Task SaveDeviceLoginAsync()
    {
        AppLogin login = new(Server);
        JsonElement tokens = await login.RunDeviceFlowAsync("Iv23liDevFlowSandbox", Token);
        await SaveOAuthAsync(
            tokens.GetProperty("access_token").GetString()!,
            tokens.GetProperty("refresh_token").GetString()!,
            Time.GetUtcNow().AddSeconds(tokens.GetProperty("expires_in").GetInt32()),
            clientSecret: "",
            (CredentialAttributes.ClientId, "Iv23liDevFlowSandbox"));
    }

    private async Task<string> FindInstallationAsync()
    {
        AppLogin login = new(Server);
        JsonElement installations = await login.CallAsync(login.Bearer(Time.GetUtcNow()), "GET", "api/v3/app/installations", cancellationToken: Token);
        return installations[0].GetProperty("id").GetRawText();
    }

    private Task SaveOAuthAsync(string name, string clientSecret = "", params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        SandboxCredential refresh = Find(name + "-refresh");
        return SaveOAuthAsync(
            Secret(name), Secret(refresh.Name), Find(name).ExpiresAt!.Value, clientSecret, [(CredentialAttributes.ClientId, refresh.UserName!), .. attributes]);
    }

    private Task SaveOAuthAsync(string access, string refresh, DateTimeOffset end, string clientSecret, params (string Name, string Value)[] attributes) =>
        SaveAsync(CredentialKind.OAuth, new TokenSet(Bytes(access), Bytes(refresh), Bytes(clientSecret)), draft => draft with
        {
            CanRefresh = true,
            ExpiresAt = end,
            RefreshAt = RefreshSchedule.RefreshAt(Time.GetUtcNow(), end),
            Attributes = attributes.ToDictionary(static a => a.Name, static a => a.Value, StringComparer.Ordinal),
        });

    private Task SaveAsync(CredentialKind kind, TokenSet set, params (string Name, string Value)[] attributes) =>
        SaveAsync(kind, set, draft => draft with { Attributes = attributes.ToDictionary(static a => a.Name, static a => a.Value, StringComparer.Ordinal) });

    private async Task SaveAsync(CredentialKind kind, TokenSet set, Func<Credential, Credential> complete)
    {
        using SecretBuffer packed = set.Pack(kind);
        Credential draft = new()
        {
            Name = Name,
            Kind = kind,
            Platform = Server.Platform,
            Origin = Server.BaseUri,
            Account = "somebody",
            StoredAt = default,
            Version = 0,
        };
        await Store.SaveAsync(complete(draft), packed.Memory, AuditNote.None, Token);
        set.Dispose();
    }

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _parts.Add(part);
        return part;
    }
}
