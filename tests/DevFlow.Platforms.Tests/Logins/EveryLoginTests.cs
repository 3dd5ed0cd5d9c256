using System.Net;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Logins;
using DevFlow.Platforms.Tests.Plugins;
using DevFlow.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Logins;

/// <summary>
/// Whatever kind of login a company allows: each becomes a connection through the whole engine, and is told for what it is. Apps by their key are
/// in LoginLookupTests.
/// </summary>
[Collection(nameof(PlatformContractTests))]
public sealed class EveryLoginTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, CredentialKind, string> Logins => new()
    {
        { "github", "user", CredentialKind.Token, "classic personal access token" },
        { "github", "fine-grained", CredentialKind.Token, "fine-grained personal access token" },
        { "github", "installation", CredentialKind.Token, "GitHub App installation token" },
        { "gitlab", "user", CredentialKind.Token, "personal, project or group access token" },
        { "gitlab", "routable", CredentialKind.Token, "personal, project or group access token" },
        { "gitlab", "project", CredentialKind.Token, "personal, project or group access token" },
        { "gitlab", "group", CredentialKind.Token, "personal, project or group access token" },
        { "gitlab", "oauth", CredentialKind.Token, "OAuth access token" },
        { "gitlab", "job", CredentialKind.Token, "job token" },
        { "jira", "user", CredentialKind.Basic, "API token" },
        { "jira", "scoped", CredentialKind.Token, "scoped API token" },
        { "jira-server", "user", CredentialKind.Token, "personal access token" },
        { "jira-server", "password", CredentialKind.Basic, "user name and password" },
        { "slack", "bot", CredentialKind.Token, "bot token" },
        { "slack", "user", CredentialKind.Token, "user token" },
        { "slack", "app", CredentialKind.Token, "app-level token" },
        { "slack", "rotator-bot", CredentialKind.Token, "rotating bot token" },
        { "slack", "incoming-webhook", CredentialKind.Token, "incoming webhook" },
    };

    [Theory]
    [MemberData(nameof(Logins))]
    public async Task A_credential_is_connected_used_and_opened_again(string platform, string login, CredentialKind kind, string expected)
    {
        await using LoginSandbox sandbox = await LoginSandbox.StartAsync(platform, TimeProvider.System.GetUtcNow());
        await using ContractHost host = await ContractHost.StartAsync(platform);
        SandboxCredential given = sandbox.Server.Credentials.First(one => one.Name == login);
        ConnectRequest request = new()
        {
            Platform = sandbox.Server.Platform,
            BaseUri = sandbox.Server.BaseUri,
            Name = "it",
            Kind = kind,
            Account = kind == CredentialKind.Basic ? given.UserName! : "",
            Secret = new TokenSet(SecretBuffer.FromChars(new NetworkCredential("", given.Secret).Password)),
        };

        Connection connection = await host.Engine.Connections.ConnectAsync(request, Cancelled);
        host.Engine.Connections.Close(connection.Platform);
        ConnectionHealth health = await host.Engine.Connections.TestAsync(host.Engine.Connections.Resolve("it"), Cancelled);

        Assert.Equal(expected, connection.TokenKind);
        Assert.Equal((null, connection.Account), (health.Reason, health.Account));
        Assert.Equal(login == "incoming-webhook", health.Unchecked is not null);
    }

    [Theory]
    [InlineData("github", LoginMethod.Device)]
    [InlineData("github", LoginMethod.Browser)]
    [InlineData("gitlab", LoginMethod.Device)]
    [InlineData("gitlab", LoginMethod.Browser)]
    [InlineData("jira", LoginMethod.Browser)]
    [InlineData("jira-server", LoginMethod.Browser)]
    [InlineData("slack", LoginMethod.Browser)]
    public async Task A_person_s_login_becomes_a_connection_that_renews_itself(string platform, LoginMethod method)
    {
        await using LoginSandbox sandbox = await LoginSandbox.StartAsync(platform, TimeProvider.System.GetUtcNow());
        await using ContractHost host = await ContractHost.StartAsync(platform);
        Task browsing = Task.CompletedTask;
        TestGuide guide = new(page =>
        {
            browsing = method == LoginMethod.Device
                ? sandbox.HappenAsync("approve-device")
                : Task.Run(async () => await TestBrowser.OpenAsync(await TestBrowser.DecideAsync(page, isAllowed: true)), Cancelled);
            return method == LoginMethod.Device ? browsing : Task.CompletedTask;
        });
        using SecretBuffer clientSecret = SecretBuffer.FromChars(sandbox.Secret);

        Connection connection = await host.Engine.Connections.LogInAsync(
            new ConnectRequest { Platform = sandbox.Server.Platform, BaseUri = sandbox.BaseUri, Name = "it" },
            new LoginOptions { Method = method, ClientId = sandbox.ClientId, ClientSecret = clientSecret, Scopes = sandbox.Request.Scopes, RedirectUri = sandbox.Request.RedirectUri, Guide = guide },
            Cancelled);
        await browsing;
        Credential before = host.Engine.Credentials.Find(connection.CredentialName)!;
        sandbox.Clock.Advance(TimeSpan.FromHours(13));
        ConnectionHealth health = await host.Engine.Connections.TestAsync(connection, Cancelled);

        Assert.Equal((CredentialKind.OAuth, true), (before.Kind, before.CanRefresh));
        Assert.True(health.Reason is null, health.Problem);
        Assert.True(host.Engine.Credentials.Find(connection.CredentialName)!.Version > before.Version);
    }

    [Fact]
    public async Task A_page_that_nobody_opens_ends_the_login_with_the_next_step()
    {
        await using LoginSandbox sandbox = await LoginSandbox.StartAsync("gitlab");

        DevFlowException late = await Assert.ThrowsAsync<DevFlowException>(() =>
            new BrowserLogin(sandbox.Exchange, new DriftingClock(new FakeTimeProvider(), speed: 1)).RunAsync(sandbox.Request, new TestGuide(static _ => Task.CompletedTask), Cancelled));

        Assert.Equal(ErrorReason.TimedOut, late.Reason);
        Assert.Contains("-PasteAddress", late.RecommendedAction, StringComparison.Ordinal);
    }
}
