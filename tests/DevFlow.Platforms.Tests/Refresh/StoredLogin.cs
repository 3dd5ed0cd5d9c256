using System.Net;
using System.Text;
using System.Text.Json;
using DevFlow.Core;
using DevFlow.Core.Credentials;
using DevFlow.Core.Logging;
using DevFlow.GitHub;
using DevFlow.GitLab;
using DevFlow.Platforms.Tests.Sandbox.GitHub;
using DevFlow.RefreshHost;
using DevFlow.Sandbox;
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

    public Uri ApiUri => Plugin.GetApiUri(Server.BaseUri);

    public CredentialStore Store { get; }

    public Credential Stored => Store.Find(Name)!;

    /// <summary>The requests for new secrets that came in, in order.</summary>
    public SandboxRequest[] Exchanges => [.. Server.Ledger.Where(static request => request.Method == "POST")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Signs in and stores what came of it.</summary>
    /// <param name="login"><c>gitlab</c> or <c>github</c> for an OAuth set, <c>gitlab-token</c>, <c>gitlab-project</c>, <c>github-app</c>.</param>
    /// <param name="faults">What goes wrong from then on.</param>
    public static async Task<StoredLogin> StartAsync(string login, params SandboxFault[] faults)
    {
        ShiftedTime time = new();
        string platform = login.Split('-')[0];
        SandboxServer server = await new SandboxHost().StartAsync(new SandboxOptions { Platform = platform }, time, Token);
        StoredLogin started = new(server, time, platform == "github" ? new GitHubPlugin() : new GitLabPlugin());
        await (login switch
        {
            "gitlab" => started.SaveOAuthAsync(started.Secret("oauth"), started.Secret("oauth-refresh"), TimeSpan.FromHours(2), started.Find("oauth-refresh").UserName!),
            "gitlab-token" => started.SaveAsync(CredentialKind.Token, new TokenSet(Bytes(started.Secret("rotator")))),
            "gitlab-project" => started.SaveAsync(
                CredentialKind.Token, new TokenSet(Bytes(started.Secret("project"))), (CredentialAttributes.Project, started.Server.Project!)),
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

    /// <summary>A process that uses the login with some threads; see tests/RefreshHost.</summary>
    public ProcessOptions Host(int threads) => new("dotnet", [typeof(ShiftedTime).Assembly.Location, Name, threads.ToString(System.Globalization.CultureInfo.InvariantCulture)])
    {
        StandardInput = null,
        TimeLimit = TimeSpan.FromMinutes(9),
        Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DEVFLOW_HOME"] = _folder.File("home"), [KeySource.FileVariable] = _folder.File("key") },
    };

    /// <summary>What a platform says to the secret that is stored now.</summary>
    public async Task<HttpStatusCode> AskAsync(string path = "user")
    {
        using SecretChars secret = (await OpenKeeper().GetAsync(Name, Token)).ToChars();
        return await AskAsync(secret.Chars.ToString(), path);
    }

    public async Task<HttpStatusCode> AskAsync(string secret, string path)
    {
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(ApiUri, path));
        Plugin.Authentication.Apply(request, Stored.Kind, "", secret);
        using HttpResponseMessage response = await client.SendAsync(request, Token);
        return response.StatusCode;
    }

    public (string Secret, string RefreshToken) Reveal()
    {
        using SecretBuffer stored = Store.OpenSecret(Name, AuditNote.None);
        using TokenSet set = TokenSet.Open(Stored.Kind, stored);
        return (Encoding.UTF8.GetString(set.Secret.Bytes), Encoding.UTF8.GetString(set.RefreshToken.Bytes));
    }

    public async ValueTask DisposeAsync()
    {
        _parts.Reverse();
        _parts.ForEach(static part => part.Dispose());
        await Server.DisposeAsync();
        _folder.Dispose();
    }

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
            TimeSpan.FromSeconds(tokens.GetProperty("expires_in").GetInt32()),
            "Iv23liDevFlowSandbox");
    }

    private async Task<string> FindInstallationAsync()
    {
        AppLogin login = new(Server);
        JsonElement installations = await login.CallAsync(login.Bearer(Time.GetUtcNow()), "GET", "api/v3/app/installations", cancellationToken: Token);
        return installations[0].GetProperty("id").GetRawText();
    }

    private Task SaveOAuthAsync(string access, string refresh, TimeSpan life, string clientId) =>
        SaveAsync(CredentialKind.OAuth, new TokenSet(Bytes(access), Bytes(refresh)), draft => draft with
        {
            CanRefresh = true,
            ExpiresAt = Time.GetUtcNow() + life,
            RefreshAt = RefreshSchedule.RefreshAt(Time.GetUtcNow(), Time.GetUtcNow() + life),
            Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { [CredentialAttributes.ClientId] = clientId },
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
