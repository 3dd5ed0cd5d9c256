using System.Net;
using System.Text;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.GitHub;
using DevFlow.Jira;
using DevFlow.Platforms.Tests.Plugins;
using DevFlow.Sandbox;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Logins;

/// <summary>What a platform is asked before a connection is made, so that nobody has to look it up.</summary>
[Collection(nameof(PlatformContractTests))]
public sealed class LoginLookupTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_installation_of_an_app_that_has_just_one_is_found_and_kept()
    {
        using TempFolder folder = new();
        string usual = await File.ReadAllTextAsync(RepositoryRoot.File("src", "DevFlow.Sandbox", "GitHub", "github.scenario.json"), Cancelled);
        string one = usual.Replace(""", { "account": "octocat", "repositories": ["octocat/notes"] }]""", "]", StringComparison.Ordinal);
        string scenario = folder.Write("one.json", $$"""{"github":{{one}}}""");
        await using SandboxServer server = await StartAsync("github", scenario);
        await using ContractHost host = await ContractHost.StartAsync("github");

        Connection connection = await ConnectAppAsync(host, server);

        Assert.Equal("app key", connection.TokenKind);
        Credential stored = host.Engine.Credentials.Find(connection.CredentialName)!;
        Assert.Matches("^[0-9]+$", stored.Attributes[CredentialAttributes.InstallationId]);
        Assert.NotEqual(0, await host.CountAsync(connection, PlatformFacts.All["github"] with { ListPath = "/installation/repositories?per_page={0}" }, 100, Cancelled));
    }

    [Fact]
    public async Task An_app_that_is_installed_in_several_places_is_not_connected_by_chance()
    {
        await using SandboxServer server = await StartAsync("github");
        await using ContractHost host = await ContractHost.StartAsync("github");

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => ConnectAppAsync(host, server));

        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.Contains("octo-org", error.Message, StringComparison.Ordinal);
        Assert.Empty(host.Engine.Connections.List());
        Assert.Empty(host.Engine.Credentials.List());
    }

    [Fact]
    public async Task A_scoped_token_of_Jira_given_with_its_site_goes_to_the_gateway_and_keeps_the_name_of_the_site()
    {
        await using SandboxServer server = await StartAsync("jira");
        await using ContractHost host = await ContractHost.StartAsync("jira");
        SandboxCredential scoped = server.Credentials.First(static credential => credential.Name == "scoped");

        Connection connection = await host.Engine.Connections.ConnectAsync(
            new ConnectRequest { Platform = "jira", BaseUri = server.BaseUri, Secret = Secret(scoped) }, Cancelled);

        Assert.StartsWith("/ex/jira/", connection.ApiUri.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(($"jira@{server.BaseUri.Authority}", "scoped API token"), (connection.Name, connection.TokenKind));
        Assert.Equal(connection.Account, (await host.Engine.Connections.TestAsync(connection, Cancelled)).Account);
    }

    [Theory]
    [InlineData("[]", ErrorReason.NotFound, "installed nowhere", "Install it")]
    [InlineData("""[{"id":7,"account":{"login":"acme"}},{"id":8,"account":{"login":"octo-org"}}]""", ErrorReason.InvalidArgument, "acme (7), octo-org (8)", "-InstallationId")]
    [InlineData("<html>", ErrorReason.RequestFailed, "not as GitHub's API", "Check the address")]
    public void An_app_that_is_installed_nowhere_or_in_several_places_leaves_the_choice_to_the_user(string answer, ErrorReason reason, string said, string next)
    {
        using SecretBuffer none = new(0);
        LoginDraft login = Draft("https://github.com/", CredentialKind.AppKey, none, (CredentialAttributes.AppId, "1"));
        using HttpResponseMessage response = new(HttpStatusCode.OK);

        DevFlowException error = Assert.Throws<DevFlowException>(() => new GitHubPlugin().LoginLookup.ReadAnswer(login, response, Encoding.UTF8.GetBytes(answer)));

        Assert.Equal(reason, error.Reason);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains(next, error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://acme.atlassian.net/browse/ABC-1", "https://api.atlassian.com/ex/jira/")]
    [InlineData("http://127.0.0.1:8080/", "http://127.0.0.1:8080/ex/jira/")]
    public void A_site_tells_its_cloud_id_without_seeing_the_token_which_goes_to_the_gateway_only(string site, string gateway)
    {
        const string CloudId = "11223344-a1b2-3b33-c444-def123456789";
        using SecretBuffer token = SecretBuffer.FromChars("ATATT3xFfGF0123456789");
        LoginDraft login = Draft(site, CredentialKind.Token, token);
        ILoginLookup lookup = new JiraPlugin().LoginLookup;
        using HttpRequestMessage request = lookup.CreateRequest(login)!;
        using HttpResponseMessage response = new(HttpStatusCode.OK);

        Assert.Equal(new Uri(new Uri(site), "/_edge/tenant_info"), request.RequestUri);
        Assert.Null(request.Headers.Authorization);
        Assert.Equal(gateway + CloudId + "/", lookup.ReadAnswer(login, response, Encoding.UTF8.GetBytes($$"""{"cloudId":"{{CloudId}}"}""")).BaseUri.AbsoluteUri);

        // The id becomes part of an address the token is sent to.
        foreach (string bad in (string[])["""{"cloudId":"../../evil"}""", """{"cloudId":7}""", "{}", "<html>"])
        {
            Assert.Equal(ErrorReason.NotFound, Assert.Throws<DevFlowException>(() => lookup.ReadAnswer(login, response, Encoding.UTF8.GetBytes(bad))).Reason);
        }
    }

    [Theory]
    [InlineData("https://api.atlassian.com/ex/jira/11223344-a1b2-3b33-c444-def123456789", CredentialKind.Token, "ATATT3xFfGF0123456789")]
    [InlineData("https://jira.example.com/", CredentialKind.Token, "NzY1NDMyMTA5ODc2OgAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("https://jira.example.com/", CredentialKind.OAuth, "")]
    [InlineData("https://acme.atlassian.net/", CredentialKind.Basic, "ATATT3xFfGF0123456789")]
    public void A_login_that_lacks_nothing_asks_nothing(string address, CredentialKind kind, string token)
    {
        using SecretBuffer secret = SecretBuffer.FromChars(token);

        Assert.Null(new JiraPlugin().LoginLookup.CreateRequest(Draft(address, kind, secret)));
    }

    private static LoginDraft Draft(string address, CredentialKind kind, SecretBuffer secret, params (string Name, string Value)[] attributes) => new()
    {
        BaseUri = new Uri(address),
        Kind = kind,
        Secret = secret,
        Attributes = attributes.ToDictionary(static one => one.Name, static one => one.Value, StringComparer.Ordinal),
        Now = DateTimeOffset.UnixEpoch,
    };

    private static TokenSet Secret(SandboxCredential credential) => new(SecretBuffer.FromChars(new NetworkCredential("", credential.Secret).Password));

    private static Task<Connection> ConnectAppAsync(ContractHost host, SandboxServer server)
    {
        SandboxCredential key = server.Credentials.First(static credential => credential.Kind == "app-key");
        ConnectRequest request = new()
        {
            Platform = "github",
            BaseUri = server.BaseUri,
            Kind = CredentialKind.AppKey,
            Secret = Secret(key),
            Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { [CredentialAttributes.AppId] = key.UserName! },
        };
        return host.Engine.Connections.ConnectAsync(request, Cancelled);
    }

    private static Task<SandboxServer> StartAsync(string platform, string? scenario = null) =>
        new SandboxHost().StartAsync(new SandboxOptions { Platform = platform, ScenarioPath = scenario }, TimeProvider.System, Cancelled);
}
