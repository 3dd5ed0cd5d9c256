using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Http;
using DevFlow.Core.Limits;
using DevFlow.Core.Logging;
using DevFlow.Core.Logins;
using DevFlow.Core.Tests.Credentials;
using DevFlow.Core.Tests.Plugins;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Core.Tests.Connections;

public sealed class ConnectionManagerTests : IDisposable
{
    private readonly TestStore _store = new();
    private readonly PluginFolders _plugins = new PluginFolders().Add("github", PluginFolders.Manifest("github"), classes: 1);
    private readonly CredentialStore _credentials;
    private readonly HttpMetrics _metrics = new();
    private readonly HttpChain _chain;
    private readonly RefreshExchange _exchange;
    private readonly OAuthExchange _logins;
    private readonly SecretKeeper _keeper;
    private readonly ConnectionManager _manager;

    public ConnectionManagerTests()
    {
        _credentials = _store.Open();
        _chain = new HttpChain(Limiters.Private(_store.Time), new HostBook(_store.Time, _metrics), cache: null, _metrics, NullLoggerFactory.Instance, _store.Time);
        Redactor redactor = new();
        _exchange = new RefreshExchange(redactor, _store.Time);
        _logins = new OAuthExchange(redactor, _store.Time);
        _keeper = new SecretKeeper(_credentials, static _ => null, _exchange, redactor, new Random(1), _store.Time, NullLogger<SecretKeeper>.Instance);
        _manager = new ConnectionManager(_plugins.Manager, _chain, _credentials, new CredentialEditor(_plugins.Manager, _credentials, _keeper, _store.Time), _keeper, new OAuthLogin(_logins, _store.Time), new LoginCompletion(_logins, _store.Time), new ConnectionFile(_store.Home, _store.Time), new KnownProjects(static _ => { }), redactor, _store.Time, NullLogger<ConnectionManager>.Instance);
    }

    [Fact]
    public async Task A_name_finds_its_connection_in_any_case_and_a_wrong_one_names_those_there_are()
    {
        await SaveAsync("one", "two");

        Assert.Equal("two", _manager.Resolve("TWO").Name);
        DevFlowException error = Assert.Throws<DevFlowException>(() => _manager.Resolve("three"));
        Assert.Equal(ErrorReason.ConnectionNotFound, error.Reason);
        Assert.Contains("one, two", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.RecommendedAction);
    }

    [Fact]
    public async Task Without_a_name_the_only_one_is_meant_then_the_platforms_default_and_else_none()
    {
        Assert.Contains("Connect-DevFlowPlatform", Assert.Throws<DevFlowException>(() => _manager.Resolve(null)).RecommendedAction, StringComparison.Ordinal);
        await SaveAsync("one");
        Assert.Equal("one", _manager.Resolve(null).Name);
        await SaveAsync("two");
        Assert.Equal(ErrorReason.ConnectionNotFound, Assert.Throws<DevFlowException>(() => _manager.Resolve(null)).Reason);
        await SaveAsync("github");
        Assert.Equal("github", _manager.Resolve(null).Name);
        Assert.Equal("github", _manager.Resolve(null, "GitHub").Name);
        Assert.Throws<DevFlowException>(() => _manager.Resolve(null, "jira"));
    }

    [Fact]
    public async Task A_session_is_kept_until_the_connection_is_replaced()
    {
        await _store.SaveOneAsync("main");
        Connection connection = ConnectionFileTests.Sample();
        PlatformSession first = _manager.Open(connection);

        Assert.Same(first, _manager.Open(connection));
        Assert.NotSame(first, _manager.Open(connection with { ConnectedAt = connection.ConnectedAt.AddTicks(1) }));
    }

    [Fact]
    public async Task A_secret_replaced_by_another_process_is_used_from_then_on()
    {
        await _store.SaveOneAsync("main", "the old secret");
        Connection connection = ConnectionFileTests.Sample();
        Assert.Equal("the old secret", await SentAsync(connection));
        using CredentialStore other = _store.Open();
        await other.SaveAsync(TestStore.Draft("main"), TestStore.Bytes("the new secret"), AuditNote.None, TestContext.Current.CancellationToken);

        Assert.Equal("the new secret", await SentAsync(connection with { ConnectedAt = connection.ConnectedAt.AddSeconds(1) }));
    }

    [Fact]
    public async Task An_address_edited_in_the_file_does_not_get_the_secret()
    {
        await _store.SaveOneAsync("main");
        Connection edited = ConnectionFileTests.Sample() with { ApiUri = new Uri("https://evil.example/") };

        DevFlowException error = Assert.Throws<DevFlowException>(() => _manager.Open(edited));

        Assert.Equal(ErrorReason.InsecureAddress, error.Reason);
        Assert.Contains("evil.example", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_without_its_credential_is_named()
    {
        DevFlowException error = Assert.Throws<DevFlowException>(() => _manager.Open(ConnectionFileTests.Sample()));

        Assert.Equal(ErrorReason.CredentialNotFound, error.Reason);
        Assert.Equal("main", error.Target);
    }

    public void Dispose()
    {
        _manager.Dispose();
        _keeper.Dispose();
        _exchange.Dispose();
        _logins.Dispose();
        _chain.Dispose();
        _metrics.Dispose();
        _credentials.Dispose();
        _plugins.Dispose();
        _store.Dispose();
    }

    private async Task<string> SentAsync(Connection connection)
    {
        using SecretChars secret = (await _manager.Open(connection).Scope.Secrets.GetAsync(TestContext.Current.CancellationToken)).ToChars();
        return secret.Chars.ToString();
    }

    private async Task SaveAsync(params string[] names)
    {
        foreach (string name in names)
        {
            await new ConnectionFile(_store.Home, _store.Time).SaveAsync(ConnectionFileTests.Sample(name), TestContext.Current.CancellationToken);
        }
    }
}
